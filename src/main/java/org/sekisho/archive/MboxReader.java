package org.sekisho.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.mailbox.Flags;

/// Reads one mbox: ours, or one of another program. A message begins where a line begins with `From ` at the top
/// or behind an empty line. Of a line a piece is in memory, however long it is.
final class MboxReader {
    private static final int PIECE = 8 * 1024; // octets
    private static final Pattern DATE = Pattern.compile(
            "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (...) +([0-9]{1,2}) ([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?: [A-Z]{1,5})?(?:"
                    + " [-+][0-9]{4})? ([0-9]{4})");
    private static final DateTimeFormatter PARSER = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("MMM d HH:mm[:ss] uuuu")
            .toFormatter(Locale.ROOT);

    private final Path file;
    private final Opened opened;
    private final boolean flags;
    private final ArchiveReceiver receiver;
    private final byte[] piece = new byte[PIECE];
    private boolean begun;
    private boolean raw;
    private Instant date = Instant.EPOCH;

    /// @param opened of the file
    MboxReader(Path file, Opened opened, boolean flags, ArchiveReceiver receiver) {
        this.file = file;
        this.opened = opened;
        this.flags = flags;
        this.receiver = receiver;
    }

    /// Opens it.
    interface Opened {
        InputStream open() throws IOException;
    }

    void run() throws IOException {
        try (InputStream in = new BufferedInputStream(opened.open(), 1 << 16);
                Spool spool = new Spool()) {
            boolean lineStart = true;
            boolean afterEmpty = true;
            for (int length = next(in); length > 0; length = next(in)) {
                if (lineStart && afterEmpty && isFrom(0, length)) {
                    give(spool);
                    begin(in, length);
                    lineStart = true;
                    afterEmpty = false;
                    continue;
                }
                if (!begun) {
                    receiver.note(file.toString(), "not an mbox: it does not begin with `From `");
                    return;
                }
                int quoted = lineStart ? quoted(length) : 0;
                spool.write(piece, quoted, length - quoted);
                boolean ended = piece[length - 1] == '\n';
                afterEmpty = lineStart && ended && (length == 1 || (length == 2 && piece[0] == '\r'));
                lineStart = ended;
            }
            give(spool);
        }
    }

    /// @return the octets of a line, or of as much of it as there is room for; 0 at the end
    private int next(InputStream in) throws IOException {
        int length = 0;
        while (length < PIECE) {
            int octet = in.read();
            if (octet < 0) {
                break;
            }
            piece[length++] = (byte) octet;
            if (octet == '\n') {
                break;
            }
        }
        return length;
    }

    private boolean isFrom(int at, int length) {
        byte[] from = FromQuoting.FROM;
        if (length - at < from.length) {
            return false;
        }
        for (int i = 0; i < from.length; i++) {
            if (piece[at + i] != from[i]) {
                return false;
            }
        }
        return true;
    }

    /// @return 1 when the line has one `>` too many
    private int quoted(int length) {
        int at = 0;
        while (at < length && piece[at] == '>') {
            at++;
        }
        return at > 0 && isFrom(at, length) ? 1 : 0;
    }

    private void begin(InputStream in, int length) throws IOException {
        String line = new String(piece, 0, length, StandardCharsets.ISO_8859_1);
        int rest = length;
        while (rest > 0 && piece[rest - 1] != '\n') {
            rest = next(in); // a From_ line that does not end
        }
        begun = true;
        raw = line.endsWith("\r\n");
        Matcher found = DATE.matcher(line);
        date = Instant.EPOCH;
        if (found.find()) {
            try {
                date = LocalDateTime.parse(
                                found.group(1) + " " + found.group(2) + " " + found.group(3) + " " + found.group(4),
                                PARSER)
                        .toInstant(ZoneOffset.UTC);
            } catch (DateTimeException _) {
                // 31 February: as if there were none
            }
        }
    }

    /// Without what stands between it and the next one.
    private void give(Spool spool) throws IOException {
        if (begun) {
            if (spool.endsWith("\r\n\r\n") || (raw && spool.endsWith("\n\n"))) {
                spool.cut(2);
            } else if (!raw && spool.endsWith("\n\n")) {
                spool.cut(1);
            }
            boolean asItIs = raw;
            MboxFlags found = flags ? MboxFlags.of(spool) : MboxFlags.NONE;
            Flags its = found.flags();
            receiver.message(new Letter(OptionalLong.empty(), its, date, Optional.empty()), () -> {
                InputStream in = spool.open();
                in.skipNBytes(found.octets());
                return asItIs ? in : LineEnds.toCrlf(in);
            });
        }
        spool.clear();
    }
}
