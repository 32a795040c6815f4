package org.sekisho.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The grammar by tables: `commands.txt` has what is understood and as what, `refused.txt` what is not, and what the
/// client is told. A run with -Dupdate writes them again, to be read before they are committed.
final class ImapCommandTest {
    private static final Path TABLES = Path.of("src/test/resources/org/sekisho/imap");

    private interface Reading {
        String of(String line);
    }

    private static void compare(String file, boolean sameLine, Reading reading) throws IOException {
        Path path = TABLES.resolve(file);
        var expected = new StringBuilder();
        var actual = new StringBuilder();
        for (String line : Files.readAllLines(path)) {
            expected.append(line).append('\n');
            if (line.startsWith("#")) {
                actual.append(line).append('\n');
            } else if (sameLine) {
                int tab = line.indexOf('\t');
                String command = tab < 0 ? line : line.substring(0, tab);
                actual.append(command).append('\t').append(reading.of(command)).append('\n');
            } else if (!line.startsWith("\t")) {
                actual.append(line).append("\n\t").append(reading.of(line)).append('\n');
            }
        }
        if (Boolean.getBoolean("update") || "".equals(System.getProperty("update"))) {
            Files.writeString(path, actual);
        } else {
            assertEquals(expected.toString(), actual.toString());
        }
    }

    @Test
    void everyCommandIsUnderstood() throws IOException {
        compare("commands.txt", false, line -> {
            TaggedCommand read = Wire.parse("a1 " + line, ParserMode.REV1);
            assertEquals(new Tag("a1"), read.tag());
            assertTrue(line.toUpperCase(Locale.ROOT).startsWith(read.name()), read.name());
            return read.command().toString();
        });
    }

    @Test
    void whatIsNoCommandIsRefusedWithItsTagAndAReason() throws IOException {
        compare("refused.txt", true, line -> {
            var refused = assertThrows(
                    CommandError.class,
                    () -> Wire.parse("a1 " + line.replace('␀', '\0'), ParserMode.REV1),
                    () -> "taken: " + line);
            assertEquals(Optional.of(new Tag("a1")), refused.tag());
            return (refused.kind() == CommandError.Kind.CHARSET ? "BADCHARSET " : "") + refused.text();
        });
    }

    @Test
    void withoutATagThereIsNone() {
        for (String line : List.of("", " NOOP", "+ NOOP", "a+b NOOP", "{1}", "*", "(", "\u0001 NOOP", "é NOOP")) {
            var command = new CommandLine(line.getBytes(StandardCharsets.UTF_8));
            var refused = assertThrows(CommandError.class, () -> CommandParser.parse(command, ParserMode.REV1), line);
            assertEquals(Optional.empty(), refused.tag(), line);
        }
        var long256 = new CommandLine(("a".repeat(256) + " NOOP").getBytes(StandardCharsets.UTF_8));
        assertThrows(CommandError.class, () -> CommandParser.parse(long256, ParserMode.REV1));
        assertEquals(
                "a".repeat(255),
                Wire.parse("a".repeat(255) + " NOOP", ParserMode.REV1).tag().value());
    }

    @Test
    void mailboxNamesAreUnicodeOnceItIsEnabled() {
        for (ParserMode mode : List.of(new ParserMode(true, false), new ParserMode(false, true))) {
            assertEquals(
                    new Command.Delete("日本&A-"),
                    Wire.parse("a DELETE \"日本&A-\"", mode).command());
            assertEquals(
                    new Command.Delete("日本"),
                    Wire.parse("a DELETE {6}⏎日本", mode).command());
        }
        assertEquals(
                new Command.Delete("日本"),
                Wire.parse("a DELETE &ZeVnLA-", ParserMode.REV1).command());
    }

    /// RFC 6855 §3.
    @Test
    void noOtherCharsetOnceUtf8IsAccepted() {
        var refused = assertThrows(
                CommandError.class,
                () -> Wire.parse("a SEARCH CHARSET ISO-8859-1 TEXT x", new ParserMode(false, true)));
        assertEquals(CommandError.Kind.SYNTAX, refused.kind());
    }

    @Test
    void textsToLookForAreDecoded() {
        byte[] japanese = "件名".getBytes(Charset.forName("ISO-2022-JP"));
        var line = new CommandLine(
                ("a SEARCH CHARSET ISO-2022-JP SUBJECT {" + japanese.length + "}").getBytes(StandardCharsets.UTF_8));
        line.add(japanese, new byte[0]);
        assertEquals(
                new SearchKey.Contains(SearchKey.Place.SUBJECT, "件名"),
                ((Command.Search) CommandParser.parse(line, ParserMode.REV1).command()).key());
    }

    @Test
    void nothingOfASecretIsSaid() {
        for (String line : List.of("LOGIN alice hunt(er2", "LOGIN alice \"hunter2", "AUTHENTICATE PLAIN hunter2 x")) {
            var refused = assertThrows(CommandError.class, () -> Wire.parse("a " + line, ParserMode.REV1));
            assertFalse(refused.text().contains("er2"), refused.text());
        }
        assertFalse(
                Wire.parse("a LOGIN alice hunter2", ParserMode.REV1).toString().contains("hunter2"));
        assertFalse(Wire.parse("a AUTHENTICATE PLAIN hunter2", ParserMode.REV1)
                .toString()
                .contains("hunter2"));
    }

    /// OR in OR in OR, as clients that look in many fields send it; without end it would be the stack's.
    @Test
    void keysWithinKeysHaveABound() {
        assertEquals(
                "UID SEARCH",
                Wire.parse("a UID SEARCH " + "OR SEEN ".repeat(SearchGrammar.MAX_DEPTH - 1) + "ALL", ParserMode.REV1)
                        .name());
        for (String nested : List.of("NOT ", "(", "OR SEEN ", "OR ")) {
            var refused = assertThrows(
                    CommandError.class, () -> Wire.parse("a SEARCH " + nested.repeat(20_000) + "ALL", ParserMode.REV1));
            assertEquals("more than 128 keys within keys", refused.text());
        }
    }

    @Test
    void aLongListIsReadInOneGo() {
        List<String> uids = new ArrayList<>();
        for (int i = 1; i < 20_000; i += 2) {
            uids.add(Integer.toString(i));
        }
        var fetch = (Command.Fetch) Wire.parse("a UID FETCH " + String.join(",", uids) + " FLAGS", ParserMode.REV1)
                .command();
        assertEquals(10_000, ((SequenceSet.Numbers) fetch.set()).size());
    }

    @Test
    void doneEndsIdleInAnyCase() {
        assertTrue(CommandParser.isDone("dOnE".getBytes(StandardCharsets.UTF_8)));
        for (String line : List.of("", "DONE ", "a DONE", "DON", "NOOP")) {
            assertFalse(CommandParser.isDone(line.getBytes(StandardCharsets.UTF_8)), line);
        }
    }
}
