package org.sekisho.smtp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.Dice;

/// The two directions of DATA: RFC 5321 §4.5.2, and invariant I6.
class DataStreamTest {
    private static final List<String> PIECES =
            List.of("\r", "\n", ".", "\r\n", "\r\n.", "\r\n..", "a", "text", "\0", "\r\n.\r", ".\r", "\n.\n", "é");

    /// @param used how many octets the decoder took
    private record Decoded(String text, int used, boolean atEnd) {}

    /// Cut before every position in `cuts`; what follows the end is left.
    private static Decoded decode(String wire, int... cuts) {
        byte[] octets = wire.getBytes(StandardCharsets.ISO_8859_1);
        var decoder = new DataDecoder();
        var out = new ByteArrayOutputStream();
        int from = 0;
        for (int i = 0; i <= cuts.length && !decoder.atEnd(); i++) {
            int to = i == cuts.length ? octets.length : cuts[i];
            from += decoder.decode(octets, from, to - from, out::write);
        }
        return new Decoded(out.toString(StandardCharsets.ISO_8859_1), from, decoder.atEnd());
    }

    private static String encode(String text, int... cuts) throws IOException {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        var out = new ByteArrayOutputStream();
        var encoder = new DataEncoder(out::write);
        int from = 0;
        for (int cut : cuts) {
            encoder.write(octets, from, cut - from);
            from = cut;
        }
        encoder.write(octets, from, octets.length - from);
        encoder.finish();
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void dotsAreUndone() {
        assertEquals(new Decoded("", 3, true), decode(".\r\n"));
        assertEquals(new Decoded("a\r\n.b\r\n", 11, true), decode("a\r\n..b\r\n.\r\nQUIT\r\n"));
        assertEquals("\r\n", decode("\r\n.\r\n").text());
    }

    /// Every published way to end DATA for one server and not for the next (SEC Consult, CVE-2023-51764, -51765,
    /// -51766, and the variants that followed): none of them is an end here.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n.\n",
                "\n.\r\n",
                "\r\n.\n",
                "\r.\r",
                "\r.\r\n",
                "\r\n.\r",
                "\r\n\0.\r\n",
                "\r\n.\0\r\n",
                "\r\n.\r\0\n",
                "\n\n.\r\n",
                "\r\r\n.\r\r\n",
                "\n\r.\r\n",
                "\r\n.\r\r\n",
                "\r\n. \r\n",
                "\r\n.\t\r\n",
                "\r\n..\r\n",
                "\n.\n\r",
                "\r\n.\n\r\n",
                "\u0085.\u0085",
                "\u000b.\u000b",
                "\f.\f",
                "\r\n.\r.\n"
            })
    void smugglingFormsDoNotEndTheData(String form) {
        String wire = "text" + form + "MAIL FROM:<x@y.test>\r\n";
        for (int cut = 0; cut <= wire.length(); cut++) {
            assertFalse(decode(wire, cut).atEnd(), "cut before " + cut);
        }
        assertTrue(decode(wire + ".\r\n").atEnd());
    }

    /// The straightforward reading of RFC 5321 §4.5.2, to compare with.
    private static Decoded model(String wire) {
        var out = new StringBuilder();
        boolean lineStart = true;
        int at = 0;
        while (at < wire.length()) {
            if (lineStart && wire.startsWith(".\r\n", at)) {
                return new Decoded(out.toString(), at + 3, true);
            }
            if (lineStart && wire.charAt(at) == '.') {
                at++;
            }
            lineStart = wire.startsWith("\r\n", at);
            int length = lineStart ? 2 : 1;
            out.append(wire, at, Math.min(wire.length(), at + length));
            at += length;
        }
        return new Decoded(out.toString(), wire.length(), false);
    }

    private static String wire(Dice dice) {
        var wire = new StringBuilder();
        for (int i = dice.below(14); i > 0; i--) {
            wire.append(dice.of(PIECES));
        }
        return wire.toString();
    }

    @Test
    void decodesAsTheRfcSaysHoweverItIsCut() {
        Dice.check(20_000, dice -> {
            String wire = wire(dice) + "\r\n.\r\nRSET\r\n";
            Decoded expected = model(wire);
            assertEquals(expected, decode(wire));
            for (int cut = 0; cut <= wire.length(); cut++) {
                assertEquals(expected, decode(wire, cut), "cut before " + cut);
            }
            int first = dice.below(wire.length());
            assertEquals(expected, decode(wire, first, dice.between(first, wire.length())));
        });
    }

    @Test
    void encodesHoweverItIsCut() {
        Dice.check(20_000, dice -> {
            String text = wire(dice);
            String encoded = encode(text);
            for (int cut = 0; cut <= text.length(); cut++) {
                assertEquals(encoded, encode(text, cut), "cut before " + cut);
            }
            assertFalse(encoded.replace("\r\n", "").contains("\r"), "a bare CR was sent");
            assertFalse(encoded.replace("\r\n", "").contains("\n"), "a bare LF was sent");
            assertEquals(encoded.length(), decode(encoded).used(), "it ends where we say and nowhere before");
        });
    }

    @Test
    void whatIsWellFormedComesBack() {
        Dice.check(20_000, dice -> {
            String text = wire(dice).replaceAll("\r(?!\n)|(?<!\r)\n", "x") + "\r\n";
            assertEquals(text, decode(encode(text)).text());
        });
    }

    @Test
    void bareLineEndsAreToldAndMended() throws IOException {
        var out = new ByteArrayOutputStream();
        var encoder = new DataEncoder(out::write);
        byte[] text = "a\n.b\rc".getBytes(StandardCharsets.US_ASCII);
        encoder.write(text, 0, text.length);
        encoder.finish();
        assertTrue(encoder.changed());
        assertArrayEquals("a\r\n..b\r\nc\r\n.\r\n".getBytes(StandardCharsets.US_ASCII), out.toByteArray());
    }
}
