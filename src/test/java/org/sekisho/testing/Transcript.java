package org.sekisho.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A dialogue with a server as a file that a reader of the RFC can write:
/// ```
/// # RFC 5321 §4.1.1.3                 a comment
/// CONFIG key=value                     how the server is set up; before everything else
/// C: RCPT TO:<a@example.test>          a line to send; CRLF is added
/// C-RAW: a\n.\r\n\x00\0                exact octets: \r \n \t \0 \\ \xNN
/// S: 250 2\.1\.5 .*                    the next line, a regular expression for the whole of it
/// S*: 250 .*                           lines up to the first that matches
/// STARTTLS                             TLS from here on
/// CLOSE                                we close
/// S-CLOSED                             the server has closed, and sent nothing more
/// 2C: EHLO x.test                      the same on a second connection: 2S: 2C-RAW: 2STARTTLS …
/// ```
/// A connection is opened at its first line.
/// @param name for the report
public record Transcript(String name, Map<String, String> config, List<Step> steps) {
    /// @param line in the file, from 1
    /// @param connection 1 to 9
    public record Step(int line, int connection, Action action) {}

    public sealed interface Action {
        record Send(byte[] octets) implements Action {
            @Override
            public String toString() {
                return "C: " + visible(octets);
            }
        }

        /// @param skipping other lines may come before
        record Expect(Pattern line, boolean skipping) implements Action {
            @Override
            public String toString() {
                return (skipping ? "S*: " : "S: ") + line;
            }
        }

        record StartTls() implements Action {}

        record Close() implements Action {}

        record ExpectClosed() implements Action {}
    }

    private static final Pattern LINE =
            Pattern.compile("([2-9]?)(?:(C|C-RAW|S|S\\*):(?: (.*))?|(STARTTLS|CLOSE|S-CLOSED))", Pattern.DOTALL);

    public static Transcript read(Path file) throws IOException {
        return parse(file.getFileName().toString(), Files.readString(file));
    }

    public static Transcript parse(String name, String text) {
        var config = new LinkedHashMap<String, String>();
        var steps = new ArrayList<Step>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            Matcher parts = LINE.matcher(line);
            if (line.startsWith("CONFIG ") && line.contains("=") && steps.isEmpty()) {
                int equals = line.indexOf('=');
                config.put(
                        line.substring("CONFIG ".length(), equals).strip(),
                        line.substring(equals + 1).strip());
            } else if (parts.matches()) {
                int connection = parts.group(1).isEmpty() ? 1 : Integer.parseInt(parts.group(1));
                steps.add(new Step(number, connection, action(name + ":" + number, parts)));
            } else {
                throw new IllegalArgumentException(name + ":" + number + ": what is this? " + line);
            }
        }
        return new Transcript(name, config, steps);
    }

    private static Action action(String where, Matcher parts) {
        String verb = parts.group(2) == null ? parts.group(4) : parts.group(2);
        String argument = parts.group(3) == null ? "" : parts.group(3);
        return switch (verb) {
            case "C" -> new Action.Send((argument + "\r\n").getBytes(StandardCharsets.UTF_8));
            case "C-RAW" -> new Action.Send(unescaped(where, argument));
            case "S" -> new Action.Expect(pattern(where, argument), false);
            case "S*" -> new Action.Expect(pattern(where, argument), true);
            case "STARTTLS" -> new Action.StartTls();
            case "CLOSE" -> new Action.Close();
            default -> new Action.ExpectClosed();
        };
    }

    private static Pattern pattern(String where, String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }

    private static byte[] unescaped(String where, String text) {
        var octets = new ByteArrayOutputStream();
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        while (at < raw.length) {
            if (raw[at] != '\\') {
                octets.write(raw[at++]);
                continue;
            }
            char kind = at + 1 < raw.length ? (char) raw[at + 1] : ' ';
            int known = "rnt0\\".indexOf(kind);
            if (known >= 0) {
                octets.write("\r\n\t\0\\".charAt(known));
                at += 2;
            } else if (kind == 'x' && at + 3 < raw.length) {
                octets.write(Integer.parseInt(new String(raw, at + 2, 2, StandardCharsets.US_ASCII), 16));
                at += 4;
            } else {
                throw new IllegalArgumentException(where + ": an escape that is none of \\r \\n \\t \\0 \\\\ \\xNN");
            }
        }
        return octets.toByteArray();
    }

    /// The octets as C-RAW would have them, CRLF at the end left out.
    static String visible(byte[] octets) {
        var text = new StringBuilder();
        int length = octets.length;
        if (length >= 2 && octets[length - 2] == '\r' && octets[length - 1] == '\n') {
            length -= 2;
        }
        for (int i = 0; i < length; i++) {
            int c = octets[i] & 255;
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n");
                default -> text.append(c >= ' ' && c < 127 ? String.valueOf((char) c) : String.format("\\x%02x", c));
            }
        }
        return text.toString();
    }
}
