package org.sekisho.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9051 §6.3.12, RFC 3502, 4469, 6855, 8508.
final class AppendParserTest {
    /// The steps as words, with the octets of the messages.
    private static String steps(String text) {
        return steps(new Wire(text), ParserMode.REV1);
    }

    static String steps(Wire wire, ParserMode mode) {
        var parser = AppendParser.of(wire.line(), mode).orElseThrow();
        var steps = new StringBuilder(parser.name());
        while (true) {
            AppendStep step = parser.next();
            steps.append(' ');
            switch (step) {
                case AppendStep.Target(var mailbox, var replaced) -> {
                    steps.append("to ").append(mailbox);
                    replaced.ifPresent(old ->
                            steps.append(old.uid() ? " uid " : " number ").append(old.number()));
                }
                case AppendStep.NameLiteral(var literal) ->
                    parser.literal(wire.literal(literal.octets()).orElseThrow(), wire.line());
                case AppendStep.Message(var flags, var date, var utf8) -> {
                    steps.append(flags).append(utf8 ? "utf8" : "");
                    date.ifPresent(steps::append);
                }
                case AppendStep.Text(var literal) -> {
                    byte[] octets = wire.literal(literal.octets()).orElseThrow();
                    steps.append(literal.binary() ? "~" : "").append(new String(octets, StandardCharsets.UTF_8));
                    parser.line(wire.line());
                }
                case AppendStep.Url(var url) -> steps.append("url ").append(url);
                case AppendStep.MessageEnd() -> steps.append('.');
                case AppendStep.End() -> {
                    return steps.append("end").toString();
                }
            }
        }
    }

    @Test
    void oneMessage() {
        assertEquals("APPEND to x [] abc . end", steps("a append x {3}⏎abc⏎"));
        assertEquals("APPEND to x [] ~abc . end", steps("a APPEND x ~{3+}⏎abc⏎"));
        assertEquals(
                "APPEND to saved messages [\\Seen, work]1994-02-07T21:52:25-08:00 a\r\n . end",
                steps("a APPEND \"saved messages\" (\\SEEN work) \" 7-Feb-1994 21:52:25 -0800\" {3+}⏎a⏎⏎"));
        assertEquals("APPEND to x [] . end".replace("[] ", "[]  "), steps("a APPEND x () {0}⏎⏎"));
    }

    @Test
    void manyMessages() {
        assertEquals(
                "APPEND to x [\\Seen] abc . []2020-01-31T00:00Z d . [] ~e . end",
                steps("a APPEND x (\\Seen) {3}⏎abc \"31-Jan-2020 00:00:00 +0000\" {1}⏎d ~{1}⏎e⏎"));
    }

    @Test
    void aNameAsALiteral() {
        assertEquals("APPEND  to INBOX [] abc . end", steps("a APPEND {5}⏎INBOX {3}⏎abc⏎"));
        assertEquals("APPEND  to 日本 [] abc . end", steps("a APPEND {8+}⏎&ZeVnLA- {3}⏎abc⏎"));
    }

    @Test
    void catenate() {
        assertEquals(
                "APPEND to Drafts [\\Seen] url /a;UID=1/;SECTION=HEADER ab c url /b . [] d . end",
                steps("a APPEND Drafts (\\Seen) CATENATE (URL \"/a;UID=1/;SECTION=HEADER\" TEXT {2}⏎ab"
                        + " text {1+}⏎c url /b) {1}⏎d⏎"));
        assertEquals("APPEND to x []  url /a b . end", steps("a APPEND x CATENATE (URL {2}⏎/a TEXT {1}⏎b)⏎"));
    }

    @Test
    void utf8() {
        assertEquals("APPEND to x []utf8 ~é . end", steps("a APPEND x UTF8 (~{2}⏎é)⏎"));
    }

    @Test
    void replace() {
        assertEquals("REPLACE to x number 4 [\\Draft] abc . end", steps("a REPLACE 4 x (\\Draft) {3}⏎abc⏎"));
        assertEquals("UID REPLACE  to x uid 5 [] abc . end", steps("a uid replace 5 {1}⏎x {3}⏎abc⏎"));
        assertEquals("REPLACE to x number 0 [] abc . end", steps("a REPLACE * x {3}⏎abc⏎"));
    }

    @Test
    void otherCommandsAreNotItsBusiness() {
        for (String line : List.of(
                "",
                "a",
                "a NOOP",
                "a UID",
                "a UID FETCH 1 FLAGS",
                "a APPENDIX x",
                "* APPEND x",
                "a UID APPEND x {3}")) {
            assertTrue(
                    AppendParser.of(line.getBytes(StandardCharsets.UTF_8), ParserMode.REV1)
                            .isEmpty(),
                    line);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " x",
                " x ",
                " x ()",
                " x () ",
                " x abc",
                " x \"abc\"",
                " x (\\Recent) {3}⏎abc⏎",
                " x (\\Seen {3}⏎abc⏎",
                " x (a) (b) {3}⏎abc⏎",
                " x \"7-Feb-1994 21:52:25 -0800\" {3}⏎abc⏎",
                " x \"30-Feb-1994 21:52:25 -0800\" {3}⏎abc⏎",
                " x \" 7-Feb-1994 24:52:25 -0800\" {3}⏎abc⏎",
                " x \" 7-Feb-1994 21:52:25 -9900\" {3}⏎abc⏎",
                " x \" 7-Feb-1994 21:52:25\" {3}⏎abc⏎",
                " x {3}⏎abcd⏎",
                " x {3}⏎abc ⏎",
                " x {3}⏎abc NOOP⏎",
                " x {3} ⏎abc⏎",
                " x {-3}⏎abc⏎",
                " x {99999999999999999999}⏎abc⏎",
                " x CATENATE ()⏎",
                " x CATENATE (TEXT abc)⏎",
                " x CATENATE (TEXT {3}⏎abc⏎",
                " x CATENATE (TEXT {3}⏎abc URL)⏎",
                " x CATENATE (FILE a)⏎",
                " x CATENATE {3}⏎abc⏎",
                " x UTF8 (\"abc\")⏎",
                " x UTF8 ({3}⏎abc⏎",
                " x&y {3}⏎abc⏎",
                " {3}⏎x⏎y {3}⏎abc⏎",
            })
    void whatIsNotItsGrammar(String rest) {
        var refused = assertThrows(CommandError.class, () -> steps("a APPEND" + rest));
        assertEquals("a", refused.tag().orElseThrow().value());
    }

    @ParameterizedTest
    @ValueSource(strings = {" x {1}⏎a⏎", " 0 x {1}⏎a⏎", " 1:2 x {1}⏎a⏎", " 1 x {1}⏎a {1}⏎b⏎", " 1 x⏎"})
    void replaceIsOneMessageForOne(String rest) {
        assertThrows(CommandError.class, () -> steps("a REPLACE" + rest));
        assertThrows(CommandError.class, () -> steps("a UID REPLACE" + rest));
    }

    /// However many messages there are, no more than a line is kept.
    @Test
    void aCommandWithoutEnd() {
        byte[] next = " {1+}".getBytes(StandardCharsets.UTF_8);
        var parser = AppendParser.of("a APPEND x {1+}".getBytes(StandardCharsets.UTF_8), ParserMode.REV1)
                .orElseThrow();
        parser.next();
        for (int i = 0; i < 100_000; i++) {
            assertEquals(AppendStep.Message.class, parser.next().getClass());
            assertEquals(new AppendStep.Text(new Literal(1, false, false)), parser.next());
            parser.line(next);
            assertEquals(new AppendStep.MessageEnd(), parser.next());
        }
    }
}
