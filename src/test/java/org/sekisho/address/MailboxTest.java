package org.sekisho.address;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.Dice;

class MailboxTest {
    private static final String ATOM = "abcXYZ019!#$%&'*+-/=?^_`{|}~";
    private static final String QUOTED = ATOM + " @\"\\.,;:<>()[]";
    private static final String FOREIGN = "éßñ用户名例한α\uD83D\uDE00";
    private static final List<String> HOSTS = List.of(
            "example.test",
            "A.B.Example",
            "xn--bcher-kva.example",
            "bücher.example",
            "a-b.c_d.test",
            "[192.0.2.1]",
            "[IPv6:2001:db8::1]",
            "[ipv6:::ffff:192.0.2.7]",
            "[IPv6:::]",
            "例え.テスト",
            "localhost");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b",
                "a.b.c@example.test",
                "user+tag@example.test",
                "victim%outside.test@example.test",
                "outside.test!victim@example.test",
                "\"victim@outside.test\"@example.test",
                "\"a b\"@example.test",
                "\"a..b\"@example.test",
                "\"\\\"\"@example.test",
                "用户@example.test",
                "a@[192.0.2.1]",
                "a@[IPv6:2001:db8::1]"
            })
    void printsAsItWasRead(String text) {
        assertEquals(text, Mailbox.of(text).toString());
    }

    @Test
    void quotingIsUndoneAndDoneOnlyWhereNeeded() {
        assertEquals("a.b", Mailbox.of("\"a.b\"@x.test").localPart().value());
        assertEquals("ab@x.test", Mailbox.of("\"a\\b\"@x.test").toString());
        assertEquals(Mailbox.of("ab@x.test"), Mailbox.of("\"\\a\\b\"@X.TEST"));
        assertEquals("a@b", Mailbox.of("\"a@b\"@x.test").localPart().value());
        assertEquals(new Domain("x.test"), Mailbox.of("\"a@b\"@x.test").host());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@b",
                "a@@b",
                "a@b@c",
                "a@b.",
                "a@.b",
                "a@b..c",
                ".a@b",
                "a.@b",
                "a..b@c",
                "a b@c",
                "@relay.test:a@b",
                "@relay.test,@two.test:a@b",
                "\"\"@b",
                "\"a@b",
                "a\"b\"@c",
                "\"a\"b@c",
                "\"a\\\"@b",
                "a@b c",
                " a@b",
                "a@b ",
                "a@b>",
                "<a@b>",
                "a@127.0.0.1",
                "a@2130706433",
                "a@0x7f.0x1",
                "a@1.2.3.4.5",
                "a@-b.c",
                "a@b-.c",
                "a@b!c",
                "a@b%c",
                "a@b,c",
                "a@b:25",
                "a@(b)",
                "a(c)@b",
                "a@[]",
                "a@[127.1]",
                "a@[127.0.0.01]",
                "a@[1.2.3.256]",
                "a@[1.2.3.4",
                "a@1.2.3.4]",
                "a@[::1]",
                "a@[IPv6:1.2.3.4]",
                "a@[IPv6:fe80::1%eth0]",
                "a@[IPv6:fe80::1%2]",
                "a@[localhost]",
                "a@[IPv6:1:2:3:4:5:6:7]",
                "a@[IPv6:1::2::3]",
                "a@[IPv6:12345::]",
                "a@[IPv6::::]",
                "a@[IPv6:1:2:3:4:5:6:7:8:9]",
                "a@[x-tag:1]",
                "a@[ 192.0.2.1]",
                "a@[192.0.2.1]x",
                "a@xn--",
                "a@xn--a",
                "a@xn--zzzzzzzzzzzzzzzz999.test",
                "a@xn--0.test",
                "a＠b",
                "a＠b@c",
                "\"a＠b\"@c",
                "a@b。c",
                "a@b．c",
                "a@b｡c",
                "a@ｅxample.test",
                "a@\u212A.test",
                "a@exa\u00ADmple.test",
                "a\u0000@b",
                "a@b\u0000",
                "a\r\n@b",
                "\"a\rb\"@c",
                "\"a\nb\"@c",
                "\"a\u0000\"@b",
                "a\u007F@b",
                "\"a\\\u007F\"@b",
                "a\u0085@b",
                "a\u2028@b",
                "a\u202Eb@c",
                "a\uFFFD@b",
                "\"\\é\"@b",
                "a@b\t",
                "a\t@b"
            })
    void refuses(String text) {
        assertThrows(SyntaxError.class, () -> Mailbox.of(text));
    }

    @Test
    void aSourceRouteIsToldAsSuch() {
        var e = assertThrows(SyntaxError.class, () -> new PathParser("<@a.test,@b.test:u@c.test>").forwardPath());
        assertTrue(String.valueOf(e.getMessage()).startsWith("source routes are not accepted"));
    }

    @Test
    void surrogatesWithoutTheirHalfAreRefused() {
        for (String half : List.of("\uD800", "\uDC00", "\uDC00\uD800", "x\uD800y")) {
            assertThrows(SyntaxError.class, () -> Mailbox.of(half + "@b"));
            assertThrows(SyntaxError.class, () -> Mailbox.of("a@b" + half + ".c"));
        }
    }

    @Test
    void lengthsAreCountedInOctets() {
        assertEquals(64, Mailbox.of("x".repeat(64) + "@b").localPart().value().length());
        assertThrows(SyntaxError.class, () -> Mailbox.of("x".repeat(65) + "@b"));
        assertEquals(32, Mailbox.of("é".repeat(32) + "@b").localPart().value().length());
        assertThrows(SyntaxError.class, () -> Mailbox.of("é".repeat(33) + "@b"));
        String label = "a".repeat(63);
        String long252 = label + "." + label + "." + label + "." + "b".repeat(60);
        assertEquals(252, Mailbox.of("x@" + long252).host().toString().length());
        assertThrows(SyntaxError.class, () -> Mailbox.of("xx@" + long252)); // path 257 octets
        assertEquals(253, new Domain(long252 + "b").name().length());
        assertThrows(SyntaxError.class, () -> new Domain(long252 + "bb"));
        assertThrows(SyntaxError.class, () -> new Domain(label + "a.test"));
    }

    @Test
    void pathsTellWhereTheyEnd() {
        var parser = new PathParser("<\"a>b\"@x.test> SIZE=1");
        assertEquals("<\"a>b\"@x.test>", parser.reversePath().toString());
        assertEquals(" SIZE=1", parser.rest());
        assertInstanceOf(ReversePath.Null.class, new PathParser("<>").reversePath());
        assertThrows(SyntaxError.class, () -> new PathParser("<>").forwardPath());
        assertThrows(SyntaxError.class, () -> new PathParser("< >").reversePath());
        assertThrows(SyntaxError.class, () -> new PathParser("a@b").reversePath());
        assertThrows(SyntaxError.class, () -> new PathParser("<a@b").reversePath());
        assertThrows(SyntaxError.class, () -> new PathParser("<<a@b>>").reversePath());
        assertInstanceOf(ForwardPath.Postmaster.class, new PathParser("<pOstMaster>").forwardPath());
        assertThrows(SyntaxError.class, () -> new PathParser("<postmaster>").reversePath());
        assertThrows(SyntaxError.class, () -> new PathParser("<alice>").forwardPath());
        byte[] broken = {'<', 'a', (byte) 0xC0, (byte) 0x80, '@', 'b', '>'};
        assertThrows(SyntaxError.class, () -> PathParser.of(broken, 0, broken.length));
    }

    @Test
    void needsUtf8OnlyForTheLocalPart() {
        assertTrue(Mailbox.of("用户@example.test").needsUtf8());
        assertFalse(Mailbox.of("user@bücher.example").needsUtf8());
    }

    @Test
    void printThenParseIsIdentity() {
        Dice.check(100_000, dice -> {
            String value = localPart(dice);
            var mailbox = new Mailbox(
                    new LocalPart(value), Mailbox.of("x@" + dice.of(HOSTS)).host());
            assertEquals(mailbox, Mailbox.of(mailbox.toString()));
            byte[] path = ("<" + mailbox + "> NOTIFY=NEVER").getBytes(StandardCharsets.UTF_8);
            var parser = PathParser.of(path, 0, path.length);
            assertEquals(new ForwardPath.To(mailbox), parser.forwardPath());
            assertEquals(" NOTIFY=NEVER", parser.rest());
        });
    }

    private static String localPart(Dice dice) {
        return switch (dice.below(4)) {
            case 0 -> dice.text(ATOM, dice.between(1, 64));
            case 1 -> dice.text(QUOTED, dice.between(1, 64));
            case 2 ->
                dice.text(ATOM, 2) + new String(Character.toChars(dice.between(0xA0, 0x2000))) + dice.text(QUOTED, 3);
            default -> dice.text(ATOM, 3) + "." + dice.text(ATOM, 4);
        };
    }

    @Test
    void noInputBreaksTheParser() {
        String alphabet = QUOTED + FOREIGN + "\0\r\n\t\u007F＠。．\uD800\uDC00\u202E:@@..<>";
        Dice.check(150_000, dice -> {
            String text = dice.oneIn(2)
                    ? dice.text(alphabet, dice.below(40))
                    : dice.mutated(localPart(dice) + "@" + dice.of(HOSTS), alphabet);
            try {
                var mailbox = Mailbox.of(text);
                assertEquals(mailbox, Mailbox.of(mailbox.toString()));
                assertTrue(mailbox.host().toString().chars().allMatch(c -> c > ' ' && c < 127));
            } catch (SyntaxError _) {
                // the only way to say no
            }
        });
    }
}
