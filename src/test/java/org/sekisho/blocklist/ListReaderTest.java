package org.sekisho.blocklist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.SyntaxError;
import org.sekisho.testing.Dice;

final class ListReaderTest {
    private final ListReader reader = new ListReader();

    private String read(String line) {
        return String.join(
                " ",
                reader.line(line).stream()
                        .map(item -> (item.effect() == Effect.ALLOW ? "!" : "")
                                + item.subject()
                                + item.reason().map(reason -> "=" + reason).orElse(""))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7|192.0.2.7",
                "192.0.2.0/24 ; SBL123|192.0.2.0/24=SBL123",
                "192.0.2.7#bad|192.0.2.7=bad",
                "192.0.2|192.0.2.0/24",
                "10/8|10.0.0.0/8",
                "192.0.2.1-192.0.2.4|192.0.2.1 192.0.2.2/31 192.0.2.4",
                "192.0.2.0-255|192.0.2.0/24",
                "192.0.2.9 :127.0.0.4:Open proxy $|192.0.2.9=Open proxy 192.0.2.9",
                "192.0.2.9 :4|192.0.2.9",
                "!192.0.2.9|!192.0.2.9",
                "2001:db8:0:99/64|2001:db8:0:99::/64",
                "2001:db8::1|2001:db8::1",
                ".Spam.example. a farm|.spam.example=a farm",
                "x@spam.example|x@spam.example",
                "192.0.2.:deny|192.0.2.0/24",
                "192.0.2.4-5:deny|192.0.2.4/31",
                "=.dialup.example:deny|.dialup.example",
            })
    void whatListsHold(String line, String expected) {
        assertEquals(expected, read(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "# x",
                "; x",
                "$SOA 0 a b 0 1 2 3 4",
                "127.0.0.2 :127.0.0.2:x",
                "test",
                "!127.0.0.1",
                "!invalid",
                "::ffff:7f00:2/128",
                "192.0.2.1:allow,RELAYCLIENT=\"\"",
                ":allow",
                ":deny"
            })
    void whatNamesNobody(String line) {
        assertEquals("", read(line));
    }

    @Test
    void aLineWithAValueOnlyIsTheReasonOfThoseBehind() {
        read(":127.0.0.2:listed by hand");
        assertEquals("192.0.2.1=listed by hand", read("192.0.2.1"));
        assertEquals("192.0.2.2=but this", read("192.0.2.2 but this"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*.spam.example", "192.0.2.1/24", "192.0.2.9-1", "!", "1.0.0.0-9.0.0.0"})
    void whatCannotBeTaken(String line) {
        assertThrows(SyntaxError.class, () -> read(line), line);
    }

    @Test
    void noLineDoesWorseThanASyntaxError() {
        var pieces =
                List.of("192.0.2", ".", "/", "24", "-", ":", "!", "$", "#", "a", "@", "::", "*", " ", "deny", "\u3042");
        Dice.check(2_000, dice -> {
            try {
                read(dice.text(pieces, dice.below(9)));
            } catch (SyntaxError _) {
                // said for a person
            }
        });
    }
}
