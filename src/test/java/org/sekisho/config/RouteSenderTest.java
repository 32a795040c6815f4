package org.sekisho.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;

final class RouteSenderTest {
    private static ReversePath path(String sender) {
        return sender.equals("<>") ? new ReversePath.Null() : new ReversePath.From(Mailbox.of(sender));
    }

    @ParameterizedTest
    @CsvSource({
        "user@example.com,  user@example.com,     true",
        "user@example.com,  USER@Example.COM,     true",
        "User@example.com,  user@example.com,     true",
        "user@example.com,  user@a.example.com,   false",
        "user@example.com,  user+x@example.com,   false",
        "user@example.com,  <>,                   false",
        "用户@example.com,    用户@example.com,       true",
        "@example.com,      anybody@example.com,  true",
        "@example.com,      anybody@a.example.com, false",
        "@example.com,      <>,                   false",
        "@例え.jp,            a@xn--r8jz45g.jp,     true",
        ".example.com,      a@b.c.example.com,    true",
        ".example.com,      a@example.com,        true",
        ".example.com,      a@badexample.com,     false",
        ".example.com,      a@[192.0.2.1],        false",
        ".example.com,      <>,                   false",
        "*,                 a@[192.0.2.1],        true",
        "*,                 <>,                   false",
        "<>,                <>,                   true",
        "<>,                a@b.example,          false",
    })
    void matches(String written, String sender, boolean matches) {
        assertEquals(matches, RouteSender.of(written).matches(path(sender)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b.example", "@b.example", ".b.example", "*", "<>"})
    void isWrittenAsItWasRead(String written) {
        assertEquals(
                RouteSender.of(written), RouteSender.of(RouteSender.of(written).written()));
        assertEquals(written, RouteSender.of(written).written());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a@", "@", ".", "", "**", "<a@b.example>", "@.b.example", "a@b@c.example", ".a@b.example"})
    void refuses(String written) {
        assertThrows(SyntaxError.class, () -> RouteSender.of(written));
    }

    @Test
    void twoWaysOfWritingOneAddressAreOne() {
        assertEquals(RouteSender.of("Bob@EXAMPLE.com"), RouteSender.of("bob@example.com"));
    }

    @Test
    void theMorePreciseOneWins() {
        String[] fromTheMostPrecise = {"a@b.c.example", "@b.c.example", ".b.c.example", ".c.example", "*"};
        for (int i = 1; i < fromTheMostPrecise.length; i++) {
            int more = RouteSender.of(fromTheMostPrecise[i - 1]).precision();
            assertEquals(
                    1,
                    Integer.signum(Integer.compare(
                            more, RouteSender.of(fromTheMostPrecise[i]).precision())),
                    fromTheMostPrecise[i]);
        }
    }
}
