package org.sekisho.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.SyntaxError;
import org.sekisho.testing.Dice;

class ReplyTest {
    private static Reply parse(String... lines) {
        var parser = new ReplyParser();
        for (int i = 0; i < lines.length; i++) {
            Optional<Reply> reply = parser.line(lines[i].getBytes(StandardCharsets.UTF_8));
            assertEquals(i == lines.length - 1, reply.isPresent());
            if (reply.isPresent()) {
                return reply.get();
            }
        }
        throw new AssertionError("no end");
    }

    @Test
    void printsEveryLineWithBothCodes() {
        var reply = new Reply(550, "5.7.1", List.of("relaying denied", "see the manual"));
        assertEquals(
                "550-5.7.1 relaying denied\r\n550 5.7.1 see the manual\r\n",
                new String(reply.octets(), StandardCharsets.UTF_8));
        assertEquals("550 5.7.1 relaying denied see the manual", reply.toString());
    }

    @Test
    void readsWhatServersWrite() {
        assertEquals(new Reply(250, "", List.of("mx.test", "SIZE 10")), parse("250-mx.test", "250 SIZE 10"));
        assertEquals(Reply.of(250, "2.1.0", "ok"), parse("250 2.1.0 ok"));
        assertEquals(Reply.of(250, "2.1.0", ""), parse("250 2.1.0"));
        assertEquals(Reply.of(250, "", ""), parse("250"));
        assertEquals(Reply.of(250, "", ""), parse("250 "));
        assertEquals(Reply.of(550, "", "2.1.0 wrong class"), parse("550 2.1.0 wrong class"));
        assertEquals(Reply.of(220, "", "mx.test ESMTP"), parse("220 mx.test ESMTP"));
        assertEquals(Reply.of(554, "", "a?b?"), parse("554 a\u001bb\u0085"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25", "2x0 ok", "150 no", "600 no", "250_ok", "HTTP/1.1 400", " 250 ok", "250\tok"})
    void refusesWhatIsNoReply(String line) {
        assertThrows(SyntaxError.class, () -> parse(line));
    }

    @Test
    void refusesTwoCodesAndRepliesWithoutEnd() {
        assertThrows(SyntaxError.class, () -> parse("250-a", "550 b"));
        var parser = new ReplyParser();
        byte[] line = "250-more".getBytes(StandardCharsets.UTF_8);
        assertThrows(SyntaxError.class, () -> {
            for (int i = 0; i < 1000; i++) {
                parser.line(line);
            }
        });
    }

    @Test
    void aReplyCannotSplitLines() {
        assertThrows(IllegalArgumentException.class, () -> Reply.of(250, "2.0.0", "a\r\n550 b"));
        assertThrows(IllegalArgumentException.class, () -> Reply.of(250, "5.0.0", "a"));
        assertThrows(IllegalArgumentException.class, () -> Reply.of(99, "", "a"));
        assertThrows(IllegalArgumentException.class, () -> new Reply(250, "", List.of()));
    }

    @Test
    void printThenParseIsIdentity() {
        Dice.check(20_000, dice -> {
            int code = dice.of(List.of(250, 421, 550, 451));
            String enhanced = code / 100 + "." + dice.below(8) + "." + dice.below(200);
            var lines = new ArrayList<String>();
            for (int i = dice.between(1, 4); i > 0; i--) {
                lines.add("x" + dice.text("abc -.関25\\", dice.below(20)));
            }
            var reply = new Reply(code, enhanced, lines);
            String[] printed = new String(reply.octets(), StandardCharsets.UTF_8).split("\r\n");
            assertEquals(reply, parse(printed));
        });
    }

    @Test
    void noOctetsBreakTheParser() {
        Dice.check(50_000, dice -> {
            byte[] line = dice.oneIn(2)
                    ? dice.octets(dice.below(12))
                    : ("250" + dice.text("- \u0000\u0085é.25", dice.below(8))).getBytes(StandardCharsets.UTF_8);
            try {
                new ReplyParser().line(line).ifPresent(Reply::octets);
            } catch (SyntaxError _) {
                // the only way to say no
            }
        });
    }

    @Test
    void extensionsAreReadLeniently() {
        var offered = Extensions.of(parse(
                "250-mx.test hello",
                "250-pipelining",
                "250-SIZE 52428800",
                "250-AUTH PLAIN login",
                "250-AUTH=LOGIN CRAM-MD5",
                "250-LIMITS MAILMAX=100 RCPTMAX=50",
                "250-8BITMIME",
                "250-",
                "250 STARTTLS"));
        assertTrue(offered.pipelining() && offered.eightBitMime() && offered.startTls() && offered.size());
        assertFalse(offered.smtpUtf8() || offered.dsn() || offered.chunking());
        assertEquals(OptionalLong.of(52428800), offered.maxMessageOctets());
        assertEquals(OptionalLong.of(50), offered.maxRecipients());
        assertEquals(OptionalLong.of(100), offered.maxMessages());
        assertTrue(offered.authMechanisms().containsAll(Set.of("PLAIN", "LOGIN", "CRAM-MD5")));
        assertEquals(
                OptionalLong.empty(),
                Extensions.of(parse("250-x", "250 SIZE 0")).maxMessageOctets());
        assertEquals(
                OptionalLong.empty(),
                Extensions.of(parse("250-x", "250 SIZE zzz")).maxMessageOctets());
        assertEquals(Extensions.NONE, Extensions.of(parse("250 x")));
    }
}
