package org.sekisho.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.SystemFlag;

/// Files in the form mboxrd, lines ending with LF: every line that begins with `From `, or with that behind
/// `>`s, has one `>` more. A message whose own lines do not all end with CRLF is written as it is, and its From_
/// line ends with CRLF to say so; it is followed by two LF, others by one.
final class MboxWriter implements ArchiveWriter {
    static final String ENDING = ".mbox";
    private static final DateTimeFormatter DATE = // asctime(3), in UTC
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Unfinished target;
    private final boolean single;
    private final boolean flags;
    private final FileNames names = new FileNames();
    private @Nullable OutputStream out;

    MboxWriter(Path to, boolean single, boolean flags) throws IOException {
        this.target = single ? Unfinished.file(to) : Unfinished.folder(to);
        this.single = single;
        this.flags = flags;
    }

    @Override
    public void folder(Folder folder) throws IOException {
        close();
        Path file = target.path();
        if (!single) {
            file = file.resolve(names.of(folder.name()) + ENDING);
            Files.createDirectories(file.getParent());
            Unfinished.newFile(file);
        }
        out = new BufferedOutputStream(Files.newOutputStream(file));
    }

    @Override
    public void message(Letter letter, Spool body) throws IOException {
        OutputStream to = out;
        if (to == null) {
            throw new IllegalStateException("no mailbox yet");
        }
        String end = body.isRegular() ? "\n" : "\r\n";
        ascii(to, "From MAILER-DAEMON " + date(letter.internalDate()) + end);
        if (flags) {
            ascii(to, fields(letter.flags(), end));
        }
        OutputStream quoting = new FromQuoting(to);
        try (InputStream in = body.open()) {
            if (body.isRegular()) {
                LineEnds.toLf(in, quoting);
            } else {
                in.transferTo(quoting);
            }
        }
        quoting.flush();
        ascii(to, body.isRegular() ? "\n" : "\n\n");
    }

    private static String date(Instant at) {
        return DATE.format(at);
    }

    /// What mail programs on Unix keep there.
    private static String fields(Flags flags, String end) {
        String status = flags.has(SystemFlag.SEEN) ? "RO" : "O";
        String more = (flags.has(SystemFlag.ANSWERED) ? "A" : "")
                + (flags.has(SystemFlag.FLAGGED) ? "F" : "")
                + (flags.has(SystemFlag.DRAFT) ? "T" : "")
                + (flags.has(SystemFlag.DELETED) ? "D" : "");
        return "Status: " + status + end + "X-Status: " + more + end + "X-Keywords: "
                + String.join(" ", flags.keywords()) + end;
    }

    private static void ascii(OutputStream to, String text) throws IOException {
        to.write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void finish() throws IOException {
        close();
        target.finish();
    }

    @Override
    public List<String> notes() {
        return names.notes();
    }

    @Override
    public void close() throws IOException {
        OutputStream open = out;
        out = null;
        if (open != null) {
            open.close();
        }
    }
}
