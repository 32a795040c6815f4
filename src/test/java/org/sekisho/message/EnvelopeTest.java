package org.sekisho.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.Dice;

/// RFC 9051 §7.5.2.
class EnvelopeTest {
    /// name{route}mailbox@host, `name:members;`
    private static String shown(List<? extends EnvelopeAddress> addresses) {
        return addresses.stream().map(EnvelopeTest::shown).collect(Collectors.joining(" "));
    }

    private static String shown(EnvelopeAddress address) {
        return switch (address) {
            case EnvelopeAddress.Group group -> group.name() + ":" + shown(group.members()) + ";";
            case EnvelopeAddress.Single single ->
                single.name().map(name -> "[" + name + "]").orElse("")
                        + single.route().map(route -> "{" + route + "}").orElse("")
                        + single.mailbox() + "@" + single.host();
        };
    }

    private static Envelope envelope(String header) {
        return MimeTreeTest.tree(header.replace("\n", "\r\n") + "\r\n").envelope();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@b.test | a@b.test",
                "<a@b.test> | a@b.test",
                "Joe Q. Public <j.q@b.test> | [Joe Q. Public]j.q@b.test",
                "\"Joe, \\\"x\\\"\" <a@b.test> | [Joe, \"x\"]a@b.test",
                "\"a b\"@c.test | a b@c.test",
                "<\"a@b\"@c.test> | a@b@c.test",
                "a@b.test (Joe (x) \\)) | [Joe (x) )]a@b.test",
                "(c) a@b.test | [c]a@b.test",
                "a@b.test, C <c@d.test> ,, e@f.test | a@b.test [C]c@d.test e@f.test",
                "a@b.test; c@d.test | a@b.test c@d.test",
                "<@r.test,@s.test:a@b.test> | {@r.test,@s.test}a@b.test",
                "< a @ b.test > | a@b.test",
                "Team: a@b.test, C <c@d.test>; | Team:a@b.test [C]c@d.test;",
                "undisclosed-recipients:; | undisclosed-recipients:;",
                "A:;, B: x@y.test; z@w.test | A:; B:x@y.test; z@w.test",
                "Team: a@b.test | Team:a@b.test;",
                "=?utf-8?q?J=C3=B6,_X?= <a@b.test> | [=?utf-8?q?J=C3=B6,_X?=]a@b.test",
                "=?utf-8?q?a?= =?utf-8?q?b?= <a@b.test> | [=?utf-8?q?a?= =?utf-8?q?b?=]a@b.test",
                "山田 太郎 <taro@例え.テスト> | [山田 太郎]taro@例え.テスト",
                "a@[192.0.2.1] | a@[192.0.2.1]",
                "[ML] Joe <a@b.test> | [[ML] Joe]a@b.test",
                "Joe | Joe@",
                "<> | @",
                "Joe <> | [Joe]@",
                "Joe <a@b.test | [Joe]a@b.test",
                "a@b.test c, d@e.test | a@b.test d@e.test",
                "Joe <a@b.test> <c@d.test>, e@f.test | [Joe]a@b.test e@f.test",
                "\"Joe <a@b.test> | [Joe <a@b.test>]@",
                "Joe Public | [Joe Public]@",
                "a@b@c.test | a@b@c.test",
                "(only a comment) | ``",
                "`` | ``",
            })
    void addresses(String field, String shown) {
        assertEquals(shown, shown(new AddressReader(RawText.of(field)).addresses()));
    }

    @Test
    void fieldsAreAsTheyStand() {
        Envelope envelope = envelope("""
                DATE: Mon, 2 Mar 2026 09:00:00 +0900
                Subject: =?utf-8?q?caf=C3=A9?=
                 and	more
                From: a@b.test
                From: c@d.test
                To: x@y.test,
                 z@w.test
                Message-ID:  <1@b.test>
                In-Reply-To: <0@b.test>
                Subject: second
                """);
        assertEquals(
                "Mon, 2 Mar 2026 09:00:00 +0900", envelope.date().orElseThrow().octets());
        assertEquals(
                "=?utf-8?q?caf=C3=A9?= and\tmore",
                envelope.subject().orElseThrow().octets());
        assertEquals("a@b.test c@d.test", shown(envelope.from()));
        assertEquals(envelope.from(), envelope.sender());
        assertEquals(envelope.from(), envelope.replyTo());
        assertEquals("x@y.test z@w.test", shown(envelope.to()));
        assertEquals(List.of(), envelope.cc());
        assertEquals("<1@b.test>", envelope.messageId().orElseThrow().octets());
        assertEquals("<0@b.test>", envelope.inReplyTo().orElseThrow().octets());
    }

    @Test
    void senderAndReplyToAreFromWhenTheyAreEmpty() {
        Envelope envelope = envelope("From: a@b.test\nSender:\nReply-To: r@b.test\n");
        assertEquals("a@b.test", shown(envelope.sender()));
        assertEquals("r@b.test", shown(envelope.replyTo()));
        Envelope none = envelope("To: a@b.test\nSubject:\n");
        assertEquals(List.of(), none.sender());
        assertEquals(Optional.of(RawText.of("")), none.subject());
        assertEquals(Optional.empty(), none.date());
    }

    @Test
    void octetsStayWhatTheyAre() {
        RawText utf8 = envelope("Subject: 日本\n").subject().orElseThrow();
        assertEquals("日本", utf8.text());
        assertTrue(utf8.isUtf8());
        assertFalse(utf8.isAscii());
        RawText shiftJis = new RawText("\u0093\u00fa");
        assertFalse(shiftJis.isUtf8());
        assertEquals(2, shiftJis.toBytes().length);
        assertEquals(shiftJis, RawText.of(shiftJis.toBytes()));
        assertEquals(
                "a b", envelope("Subject: a\rb\0\n").subject().orElseThrow().octets());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r", "\n", "\0", "\u0100"})
    void noLineEndsInATextOfAHeader(String text) {
        assertThrows(IllegalArgumentException.class, () -> new RawText(text));
    }

    @Test
    void neverFailsWhateverComes() {
        List<String> pieces = List.of(
                "<",
                ">",
                "@",
                ",",
                ";",
                ":",
                "\"",
                "\\",
                "(",
                ")",
                " ",
                "a",
                "b.test",
                "=?utf-8?q?a,?=",
                "=?",
                "[",
                "]",
                "é");
        Dice.check(5_000, dice -> new AddressReader(RawText.of(dice.text(pieces, dice.below(40)))).addresses());
    }

    @Test
    void fieldsMadeToTakeLong() {
        for (String piece : List.of("(", "\"", "<", "<@", "a:", "a:;", "a,", ",", ":", "\\", "(\"", "a <b", ">", "@")) {
            assertTrue(new AddressReader(RawText.of(piece.repeat(100_000)))
                            .addresses()
                            .size()
                    <= AddressReader.MAX_ADDRESSES);
        }
    }
}
