package org.sekisho.imap;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.Dice;

/// Whatever comes is a command or a `CommandError`, and soon.
final class ImapFuzzTest {
    private static final List<ParserMode> MODES = List.of(ParserMode.REV1, new ParserMode(true, true));
    private static final String ALPHABET = " ()[]<>{}\"\\*%$&~+-.,:;/0123456789aZ\r\n\0é\u007f";

    private static List<String> commands() throws IOException {
        return Files.readAllLines(Path.of("src/test/resources/org/sekisho/imap/commands.txt")).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("\t"))
                .map(line -> "a1 " + line.replace("⏎", "\r\n"))
                .toList();
    }

    private static void read(byte[] octets, ParserMode mode) {
        try {
            new Wire(octets).command().ifPresent(command -> CommandParser.parse(command, mode));
        } catch (CommandError _) {
            // as it should be
        }
        try {
            var wire = new Wire(octets);
            if (AppendParser.of(wire.line(), mode).isPresent()) {
                AppendParserTest.steps(new Wire(octets), mode);
            }
        } catch (CommandError | NoSuchElementException _) {
            // as it should be, or the octets of a literal are not there
        }
    }

    @Test
    void commandsWithMistakes() throws IOException {
        List<String> commands = commands();
        Dice.check(40_000, dice -> {
            String text = dice.of(commands);
            for (int i = dice.below(4); i > 0; i--) {
                text = dice.mutated(text, ALPHABET);
            }
            read(text.getBytes(StandardCharsets.UTF_8), dice.of(MODES));
        });
    }

    @Test
    void appendsWithMistakes() {
        List<String> appends = List.of(
                "a APPEND x (\\Seen) \" 7-Feb-1994 21:52:25 -0800\" {3}\r\nabc {1}\r\nd\r\n",
                "a APPEND {1}\r\nx CATENATE (URL /a TEXT {3}\r\nabc URL {2}\r\n/b) UTF8 (~{1}\r\nx)\r\n",
                "a UID REPLACE 7 x ~{3+}\r\nabc\r\n");
        Dice.check(
                40_000,
                dice -> read(
                        dice.mutated(dice.of(appends), ALPHABET).getBytes(StandardCharsets.UTF_8), dice.of(MODES)));
    }

    @Test
    void wordsInAnyOrder() throws IOException {
        List<String> words = commands().stream()
                .flatMap(line -> List.of(line.split("(?<=[ ()])|(?=[ ()\\[\\]])", -1)).stream())
                .distinct()
                .toList();
        Dice.check(
                20_000,
                dice -> read(
                        ("a " + dice.text(words, dice.below(30))).getBytes(StandardCharsets.UTF_8), dice.of(MODES)));
    }

    @Test
    void octetsOfAnyKind() {
        Dice.check(20_000, dice -> read(dice.octets(dice.below(200)), dice.of(MODES)));
    }

    /// 64 KiB of the same, behind every beginning.
    @Test
    void longInputsTakeNoLong() throws IOException {
        List<String> commands = commands();
        List<String> pieces = List.of(
                "(",
                ")",
                "\"",
                "\"\" ",
                "\\",
                "1,",
                "1:",
                "*",
                "{1}",
                "{1}\r\na",
                "NOT ",
                "OR ",
                "a ",
                "&",
                "BODY[1.",
                "(a ");
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (String command : commands) {
                int end = Math.max(command.lastIndexOf(' '), command.lastIndexOf('(')) + 1;
                for (String piece : pieces) {
                    String text = command.substring(0, end) + piece.repeat(65_536 / piece.length());
                    read(text.getBytes(StandardCharsets.UTF_8), ParserMode.REV1);
                }
            }
        });
    }
}
