package org.sekisho.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9051 §4.3, RFC 7888.
final class LiteralTest {
    private static Optional<Literal> endOf(String line) {
        return Literal.endOf(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theFourForms() {
        assertEquals(Optional.of(new Literal(0, true, false)), endOf("{0}"));
        assertEquals(Optional.of(new Literal(310, true, false)), endOf("a LOGIN {310}"));
        assertEquals(Optional.of(new Literal(5, false, false)), endOf("a LOGIN {5+}"));
        assertEquals(Optional.of(new Literal(5, true, true)), endOf("a APPEND x ~{5}"));
        assertEquals(Optional.of(new Literal(5, false, true)), endOf("~{5+}"));
        assertEquals(Optional.of(new Literal(999_999_999_999_999_999L, true, false)), endOf("{999999999999999999}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "}",
                "{}",
                "5}",
                "{+}",
                "{5",
                "{5} ",
                "{5}\"",
                "{-5}",
                "{5-}",
                "{5++}",
                "{a}",
                "{5a}",
                "{ 5}",
                "{1000000000000000000}",
                "{99999999999999999999999999}",
                "(5)",
            })
    void whatAnnouncesNothing(String line) {
        assertEquals(Optional.empty(), endOf(line));
    }

    @Test
    void aCommandKnowsWhatItAwaitsAndHowMuchItIs() {
        var command = new CommandLine("a LOGIN {2}".getBytes(StandardCharsets.UTF_8));
        assertEquals(2, command.awaited().orElseThrow().octets());
        assertThrows(IllegalArgumentException.class, () -> command.add(new byte[3], new byte[0]));
        command.add(new byte[2], " {1+}".getBytes(StandardCharsets.UTF_8));
        assertEquals(18, command.octets());
        command.add(new byte[1], new byte[0]);
        assertEquals(Optional.empty(), command.awaited());
        assertEquals(19, command.octets());
    }
}
