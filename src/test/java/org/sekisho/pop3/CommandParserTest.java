package org.sekisho.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Secret;

final class CommandParserTest {
    private static Command parse(String line) {
        return CommandParser.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void keywordsInAnyCase() {
        assertEquals(new Command.Quit(), parse("qUiT"));
        assertEquals(new Command.Retr(1), parse("retr 1"));
    }

    /// RFC 1939 §7: "a server may treat spaces in the argument as part of the password".
    @Test
    void passwordKeepsItsSpaces() {
        assertEquals(new Command.Pass(new Secret(" two  words ")), parse("PASS  two  words "));
    }

    @Test
    void secretsAreNotPrinted() {
        assertFalse(parse("PASS hunter2").toString().contains("hunter2"));
        assertFalse(parse("AUTH PLAIN AGEAYg==").toString().contains("AGEAYg"));
        assertEquals("PASS", parse("PASS hunter2").keyword());
    }

    @Test
    void userNameMayBeUtf8() {
        assertEquals(new Command.User("用户@例え.test"), parse("USER 用户@例え.test"));
    }

    @Test
    void authWithAndWithoutInitialResponse() {
        assertEquals(new Command.AuthList(), parse("AUTH"));
        assertEquals(new Command.Auth("PLAIN", Optional.empty()), parse("AUTH PLAIN"));
        assertEquals(new Command.Auth("PLAIN", Optional.of(new Secret("="))), parse("AUTH PLAIN ="));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "HELO x",
                "QUIT ",
                "QUIT now",
                "STAT 1",
                "RETR",
                "RETR ",
                "RETR 0",
                "RETR -1",
                "RETR +1",
                "RETR 1 ",
                "RETR  1",
                "RETR 1 2",
                "RETR 9999999999",
                "RETR ١",
                "DELE x",
                "TOP 1",
                "TOP 1 ",
                "TOP 1 -1",
                "TOP 0 1",
                "TOP 1 2 3",
                "LIST ",
                "LIST 0",
                "UIDL x",
                "USER",
                "USER ",
                "USER  a",
                "USER a ",
                "PASS",
                "PASS ",
                "AUTH ",
                "AUTH  PLAIN",
                "AUTH PLAIN ",
                "AUTH PLAIN a b",
                "NOOP\n",
                "NOOP\r",
                "RETR 1\u0000",
                "USER a\tb",
                "USER a\u007fb"
            })
    void refusesAllElse(String line) {
        assertThrows(SyntaxError.class, () -> parse(line));
    }

    @Test
    void refusesWhatIsNotUtf8() {
        assertThrows(SyntaxError.class, () -> CommandParser.parse(new byte[] {'U', 'S', 'E', 'R', ' ', (byte) 0xff}));
    }

    @Test
    void whatIsPrintedReadsBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            Command command = any(random);
            String text = command.toString();
            assertEquals(command, parse(random.nextBoolean() ? text : lowerKeyword(text)), () -> "seed " + seed);
        }
    }

    private static String lowerKeyword(String text) {
        int space = text.indexOf(' ');
        return space < 0
                ? text.toLowerCase(Locale.ROOT)
                : text.substring(0, space).toLowerCase(Locale.ROOT) + text.substring(space);
    }

    private static Command any(Random random) {
        int number = 1 + random.nextInt(999_999_999);
        OptionalInt maybe = random.nextBoolean() ? OptionalInt.of(number) : OptionalInt.empty();
        List<Command> all = List.of(
                new Command.Capa(),
                new Command.Stls(),
                new Command.User("u" + number + "@例え.test"),
                new Command.Auth("SCRAM-SHA-256", Optional.empty()),
                new Command.AuthList(),
                new Command.Utf8(),
                new Command.Stat(),
                new Command.List(maybe),
                new Command.Uidl(maybe),
                new Command.Retr(number),
                new Command.Top(number, number - 1),
                new Command.Dele(number),
                new Command.Rset(),
                new Command.Noop(),
                new Command.Quit());
        return all.get(random.nextInt(all.size()));
    }

    @Test
    void nothingButSyntaxErrorsComesOut() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] seeds = {"USER a", "PASS b", "AUTH PLAIN AA==", "TOP 1 2", "LIST", "RETR 12", "UTF8", "\u0000", "  "};
        for (int i = 0; i < 50_000; i++) {
            byte[] line = seeds[random.nextInt(seeds.length)].getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(3); j > 0; j--) {
                line[random.nextInt(line.length)] = (byte) random.nextInt(256);
            }
            try {
                CommandParser.parse(line);
            } catch (SyntaxError _) {
                // the only thing it may throw
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }
}
