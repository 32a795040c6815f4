package org.sekisho.qmail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.sekisho.address.SyntaxError;
import org.sekisho.address.Utf8;

/// Reads the lines of small files, strictly: lines that are not UTF-8 or hold control characters are findings.
final class LineReader {
    private static final int MAX_OCTETS = 64 << 20; // a vpasswd of half a million users

    /// Whose files these are. A user's file may be a link to another's secret, so that a report would show it.
    enum Owner {
        ADMINISTRATOR,
        USER
    }

    private final Findings findings;

    LineReader(Findings findings) {
        this.findings = findings;
    }

    TextFile read(Path file, Owner owner) {
        return switch (octets(file, owner, MAX_OCTETS)) {
            case Octets.Read(byte[] octets) -> new TextFile.Lines(decoded(file, octets));
            case Octets.Missing() -> new TextFile.Missing();
            case Octets.Unreadable(var why) -> unreadable(file, why);
        };
    }

    /// Each octet as the character of its number, so that one field in another character set spoils no line.
    TextFile readOctets(Path file) {
        return switch (octets(file, Owner.ADMINISTRATOR, MAX_OCTETS)) {
            case Octets.Read(byte[] octets) ->
                new TextFile.Lines(split(file, octets).stream()
                        .map(line -> new Line(line.place, new String(line.octets, StandardCharsets.ISO_8859_1)))
                        .toList());
            case Octets.Missing() -> new TextFile.Missing();
            case Octets.Unreadable(var why) -> unreadable(file, why);
        };
    }

    /// A compiled file, record by record as text: what is a line of its source.
    /// @param line the text of the line; throws [SyntaxError] when it is none
    TextFile readCompiled(Path file, Function<Cdb.Entry, String> line) {
        return switch (octets(file, Owner.ADMINISTRATOR, Cdb.MAX_OCTETS)) {
            case Octets.Read(byte[] octets) -> compiled(file, octets, line);
            case Octets.Missing() -> new TextFile.Missing();
            case Octets.Unreadable(var why) -> unreadable(file, why);
        };
    }

    private TextFile compiled(Path file, byte[] octets, Function<Cdb.Entry, String> text) {
        List<Line> lines = new ArrayList<>();
        try {
            for (Cdb.Entry entry : Cdb.entries(octets)) {
                lines.add(new Line(new Place(file, 0), text.apply(entry)));
            }
            return new TextFile.Lines(lines);
        } catch (SyntaxError e) {
            return unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    private TextFile unreadable(Path file, String why) {
        findings.add(Place.of(file), "", why);
        return new TextFile.Unreadable(why);
    }

    private sealed interface Octets {
        @SuppressWarnings("ArrayRecordComponent") // never compared, lives for a moment
        record Read(byte[] octets) implements Octets {}

        record Missing() implements Octets {}

        record Unreadable(String why) implements Octets {}
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared, lives for a moment
    private record Raw(Place place, byte[] octets) {}

    private static Octets octets(Path file, Owner owner, int most) {
        LinkOption[] links = owner == Owner.USER ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS} : new LinkOption[0];
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, links);
            if (!attributes.isRegularFile()) { // a FIFO would never answer
                return new Octets.Unreadable(
                        attributes.isSymbolicLink() ? "a user's link is not followed" : "not a file");
            }
            Set<OpenOption> options = owner == Owner.USER
                    ? Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
                    : Set.of(StandardOpenOption.READ);
            try (InputStream in = Channels.newInputStream(Files.newByteChannel(file, options))) {
                byte[] octets = in.readNBytes(most + 1);
                return octets.length > most
                        ? new Octets.Unreadable("larger than " + most + " octets")
                        : new Octets.Read(octets);
            }
        } catch (NoSuchFileException _) {
            return new Octets.Missing();
        } catch (IOException e) {
            return new Octets.Unreadable("cannot be read: " + e);
        }
    }

    private List<Line> decoded(Path file, byte[] octets) {
        List<Line> lines = new ArrayList<>();
        for (Raw raw : split(file, octets)) {
            Optional<String> text = utf8(raw.octets);
            if (text.isEmpty()) {
                findings.add(raw.place, new String(raw.octets, StandardCharsets.US_ASCII), "not UTF-8");
            } else if (text.get().chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
                String why = text.get().endsWith("\r")
                                && text.get().indexOf('\r') == text.get().length() - 1
                        ? "ends with a carriage return, which qmail takes for a part of the name"
                        : "holds control characters";
                findings.add(raw.place, text.get(), why);
            } else {
                lines.add(new Line(raw.place, text.get()));
            }
        }
        return lines;
    }

    static Optional<String> utf8(byte[] octets) {
        try {
            return Optional.of(Utf8.decode(octets, 0, octets.length));
        } catch (SyntaxError _) {
            return Optional.empty();
        }
    }

    /// A field of a line that [#readOctets] gave.
    /// @return empty: not UTF-8, or with control characters
    static Optional<String> octetsAsText(String octets) {
        return utf8(octets.getBytes(StandardCharsets.ISO_8859_1))
                .filter(text -> text.chars().noneMatch(Character::isISOControl));
    }

    private static List<Raw> split(Path file, byte[] octets) {
        List<Raw> lines = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= octets.length; i++) {
            if (i == octets.length ? start < i : octets[i] == '\n') {
                int end = i;
                while (end > start && (octets[end - 1] == ' ' || octets[end - 1] == '\t')) {
                    end--;
                }
                lines.add(new Raw(new Place(file, lines.size() + 1), Arrays.copyOfRange(octets, start, end)));
                start = i + 1;
            }
        }
        return lines;
    }
}
