package org.sekisho.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.testing.Dice;

class AuthorsTest {
    private static HeaderSection header(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return HeaderSection.read(octets, 0, octets.length);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@b.test | a@b.test",
                "<a@b.test> | a@b.test",
                "Joe Q. Public <j.q@b.test> | j.q@b.test",
                "\"Joe, the <x@y.test>\" <a@b.test> | a@b.test",
                "\"a@b.test\" <c@d.test> | c@d.test",
                "\"a b\"@c.test | \"a b\"@c.test",
                "Joe (c@d.test) <a@b.test> (nested (x) \\) y) | a@b.test",
                "(hello) a@b.test (bye) | a@b.test",
                "a@b.test, C <c@d.test> , e@f.test | a@b.test c@d.test e@f.test",
                "Team: a@b.test, C <c@d.test>; | a@b.test c@d.test",
                "Team:; , a@b.test | a@b.test",
                "=?utf-8?q?J=C3=B6?= <a@b.test> | a@b.test",
                "山田 太郎 <taro@例え.テスト> | taro@xn--r8jz45g.xn--zckzah",
                "a@[192.0.2.1] | a@[192.0.2.1]",
                "< a@b.test > | a@b.test"
            })
    void readsWhatThereIs(String field, String expected) {
        var wanted = Arrays.stream(expected.replace("\"a b\"", "\"a+b\"").split(" "))
                .map(text -> Mailbox.of(text.replace("a+b", "a b")))
                .toList();
        assertEquals(new Authors.Named(wanted), Authors.of(List.of(field)));
    }

    /// Each of these has one address for one program and another one for the next.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a@",
                "@b.test",
                "<>",
                "Joe",
                "Joe <>",
                "Joe <a@b.test",
                "Joe a@b.test>",
                "a@b.test c@d.test",
                "<a@b.test> <c@d.test>",
                "<a@b.test> c@d.test",
                "a@b.test <c@d.test>",
                "<a@b.test>,",
                ",a@b.test",
                "a@b.test,,c@d.test",
                "<@r.test:a@b.test>",
                "@r.test:a@b.test",
                "<a@b.test(c)>x",
                "a (c)@b.test",
                "a@ b.test",
                "a @b.test",
                "a. b@c.test",
                "\"a\" \"b\"@c.test",
                "\"a@b.test",
                "(a@b.test",
                "a@b.test)",
                "a@b@c.test",
                "<<a@b.test>>",
                "<a@b.test>>",
                "x: y: a@b.test;;",
                "x: a@b.test",
                "a@b.test;",
                ": a@b.test;",
                "a@b.test\n",
                "a@b.test\0",
                "\0 <a@b.test>",
                "a＠b.test",
                "x＠y.test@b.test",
                "a@b.test\\",
                "Joe\\ <a@b.test>",
                "a@[192.0.2.1",
                "a@b.",
                "a@127.0.0.1",
                "\uFFFD <a@b.test>",
                "Team:;",
                "a[b] <c@d.test>",
                "a@b.test (x"
            })
    void refusesWhatIsReadInTwoWays(String field) {
        assertInstanceOf(Authors.Malformed.class, Authors.of(List.of(field)));
    }

    @Test
    void severalAndNoneAreToldApart() {
        assertInstanceOf(
                Authors.Missing.class,
                header("To: a@b\r\n\r\nFrom: x@y.test\r\n").authors());
        assertInstanceOf(
                Authors.Malformed.class,
                header("From: a@b.test\r\nfRoM : c@d.test\r\n\r\n").authors());
        assertEquals(
                new Authors.Named(List.of(Mailbox.of("a@b.test"))),
                header("X: y\r\nFROM:\r\n Joe\r\n\t<a@b.test>\r\nDate: x\r\n").authors());
    }

    @Test
    void onlyCrlfEndsAField() {
        assertEquals(1, header("Subject: x\nFrom: a@b.test\r\n\r\n").fields().size());
        assertEquals(1, header("Subject: x\rFrom: a@b.test\r\n\r\n").fields().size());
        assertEquals(0, header("\r\nFrom: a@b.test\r\n").fields().size());
        assertEquals(
                1, header("A: b\r\nno field\r\nFrom: a@b.test\r\n").fields().size());
        assertEquals(
                3, header("Received: a\r\n b\r\nReceived: c\r\nreceived: d\r\n").count("received"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"From joe Mon Nov 23 10:00:00 2026\r\n", ">From joe\r\n"})
    void anAuthorBehindTheLineOfAnMboxIsSeen(String first) {
        assertEquals(
                new Authors.Named(List.of(Mailbox.of("boss@b.test"))),
                header(first + "From: boss@b.test\r\n\r\ntext").authors());
        assertEquals(
                new Authors.Missing(),
                header(first + first + "From: boss@b.test\r\n").authors());
    }

    @Test
    void nothingBreaksTheParsers() {
        String alphabet = "ab@.<>,:;()\"\\[] \t関\uFFFD\0\uD800";
        Dice.check(100_000, dice -> {
            String text = dice.oneIn(2)
                    ? dice.text(alphabet, dice.below(24))
                    : dice.mutated("Joe (x) <a@b.test>, G: \"c d\"@e.test;", alphabet);
            switch (Authors.of(List.of(text))) {
                case Authors.Named(var mailboxes) -> {
                    for (var mailbox : mailboxes) {
                        assertEquals(mailbox, Mailbox.of(mailbox.toString()));
                    }
                }
                case Authors.Missing() -> throw new AssertionError("there is a field");
                case Authors.Malformed(var _) -> {}
            }
            byte[] octets = dice.text("aF:\r\n \t.\0", dice.below(30)).getBytes(StandardCharsets.UTF_8);
            HeaderSection.read(octets, 0, octets.length);
        });
    }

    @Test
    void aListHasABound() {
        String many = "a@b.test,".repeat(1001) + "a@b.test";
        assertInstanceOf(Authors.Malformed.class, Authors.of(List.of(many)));
        org.junit.jupiter.api.Assertions.assertThrows(
                SyntaxError.class, () -> new AddressListParser("(".repeat(100_000)).addresses());
    }
}
