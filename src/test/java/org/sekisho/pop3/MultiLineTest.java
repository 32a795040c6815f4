package org.sekisho.pop3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MultiLineTest {
    private static String converted(MultiLine lines, String message, Random cuts) {
        byte[] octets = message.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < octets.length && !lines.isComplete()) {
            int length = Math.min(octets.length - at, 1 + cuts.nextInt(5));
            byte[] block = Arrays.copyOfRange(octets, at, at + length);
            byte[] into = new byte[MultiLine.room(length)];
            out.write(into, 0, lines.convert(block, length, into));
            at += length;
        }
        byte[] into = new byte[MultiLine.room(0) + 3];
        out.write(into, 0, lines.finish(into));
        return out.toString(StandardCharsets.ISO_8859_1);
    }

    private static String whole(String message) {
        return converted(MultiLine.whole(), message, new Random(1));
    }

    private static String top(String message, int lines) {
        return converted(MultiLine.top(lines), message, new Random(1));
    }

    /// RFC 1939 §3.
    @Test
    void dotsAreDoubled() {
        assertEquals("A: b\r\n\r\n..\r\n...x\r\na.b\r\n.\r\n", whole("A: b\r\n\r\n.\r\n..x\r\na.b\r\n"));
    }

    @Test
    void bareEndsOfLinesBecomeWholeOnes() {
        assertEquals("a\r\n\r\n..b\r\n\r\nc\r\n.\r\n", whole("a\n\r.b\r\r\nc"));
        assertEquals("a\r\n.\r\n", whole("a\r"));
        assertEquals(".\r\n", whole(""));
    }

    /// RFC 1939 §7 TOP.
    @Test
    void topStopsInTime() {
        String message = "A: b\r\nC: d\r\n\r\n1\r\n.2\r\n3\r\n";
        assertEquals("A: b\r\nC: d\r\n\r\n.\r\n", top(message, 0));
        assertEquals("A: b\r\nC: d\r\n\r\n1\r\n..2\r\n.\r\n", top(message, 2));
        assertEquals("A: b\r\nC: d\r\n\r\n1\r\n..2\r\n3\r\n.\r\n", top(message, 99));
        assertEquals("\r\n1\r\n.\r\n", top("\r\n1\r\n2\r\n", 1));
    }

    @Test
    void isLikeTheSlowWay() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder message = new StringBuilder();
            for (int j = random.nextInt(12); j > 0; j--) {
                message.append(new String[] {"a", ".", "\r\n", "\n", "\r", "\r\n.\r\n", "\u00e9"}[random.nextInt(7)]);
            }
            String text = message.toString();
            assertEquals(slow(text, -1), converted(MultiLine.whole(), text, random), () -> "seed " + seed);
            int lines = random.nextInt(4);
            assertEquals(slow(text, lines), converted(MultiLine.top(lines), text, random), () -> "seed " + seed);
        }
    }

    /// @param bodyLines -1 for all
    private static String slow(String message, int bodyLines) {
        List<String> lines = new ArrayList<>(List.of(message.split("\r\n|\r|\n", -1)));
        if (lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        int empty = lines.indexOf("");
        int keep = bodyLines < 0 || empty < 0 ? lines.size() : Math.min(lines.size(), empty + 1 + bodyLines);
        StringBuilder out = new StringBuilder();
        for (String line : lines.subList(0, keep)) {
            out.append(line.startsWith(".") ? "." : "").append(line).append("\r\n");
        }
        return out.append(".\r\n").toString();
    }
}
