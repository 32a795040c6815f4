package org.sekisho.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.Dice;

final class DeflateTest {
    private static final String ALPHABET = "abc \r\n";

    @Test
    void whatIsFlushedCanBeReadHoweverOftenTheCompressorIsGivenBack() {
        Dice.check(100, dice -> {
            var wire = new ByteArrayOutputStream();
            var plain = new ByteArrayOutputStream();
            var output = new DeflateOutput(wire);
            for (int i = dice.below(20); i >= 0; i--) {
                byte[] piece = dice.oneIn(2)
                        ? dice.octets(dice.below(20_000))
                        : dice.text(ALPHABET, dice.below(20_000)).getBytes(StandardCharsets.US_ASCII);
                output.write(piece, 0, piece.length);
                plain.writeBytes(piece);
                output.flush();
                if (dice.oneIn(3)) {
                    output.release();
                }
                var input = new DeflateInput(new ByteArrayInputStream(wire.toByteArray()), new byte[0]);
                assertArrayEquals(plain.toByteArray(), input.readNBytes(plain.size()));
                input.release();
            }
            output.release();
        });
    }

    @Test
    void aFewOctetsThatStandForManyFillNoMemory() throws IOException {
        var wire = new ByteArrayOutputStream();
        var output = new DeflateOutput(wire);
        byte[] block = new byte[1 << 20];
        for (int i = 0; i < 64; i++) {
            output.write(block, 0, block.length);
        }
        output.flush();
        assertTrue(wire.size() < 400_000, "compressed to " + wire.size());
        var input = new DeflateInput(new ByteArrayInputStream(wire.toByteArray()), new byte[0]);
        byte[] small = new byte[100];
        long read = 0;
        for (int octets = input.read(small); octets > 0; octets = input.read(small)) {
            read += octets;
        }
        assertEquals(64L << 20, read);
        input.release();
        output.release();
    }

    @Test
    void whatIsNotCompressedIsNoInput() {
        var input = new DeflateInput(
                new ByteArrayInputStream(new byte[0]), "a1 NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThrows(IOException.class, () -> input.read(new byte[10]));
    }

    @Test
    void linesGoBothWays() throws Exception {
        try (var pair = new Pair()) {
            pair.ours.startDeflate();
            pair.ours.timeout(Duration.ofSeconds(20));
            var peerOut = new DeflateOutput(pair.peer.getOutputStream());
            var peerIn = new DeflateInput(pair.peer.getInputStream(), new byte[0]);
            peerOut.write("one\r\ntwo\r\n".getBytes(StandardCharsets.US_ASCII));
            peerOut.flush();
            assertEquals("one", new String(pair.ours.readCommand(100), StandardCharsets.US_ASCII));
            assertEquals("two", new String(pair.ours.readCommand(100), StandardCharsets.US_ASCII));
            pair.ours.write("x".repeat(50_000).getBytes(StandardCharsets.US_ASCII));
            pair.ours.write("end".getBytes(StandardCharsets.US_ASCII));
            pair.ours.flush();
            assertEquals("x".repeat(50_000) + "end", new String(peerIn.readNBytes(50_003), StandardCharsets.US_ASCII));
            peerIn.release();
            peerOut.release();
        }
    }

    /// Who idles costs no compressor, before a push and after it.
    @Test
    void aConnectionThatIsPushedToHoldsNoCompressorMeanwhile() throws Exception {
        try (var pair = new Pair()) {
            pair.ours.startDeflate();
            var peerOut = new DeflateOutput(pair.peer.getOutputStream());
            pair.ours.write("+ idling\r\n".getBytes(StandardCharsets.US_ASCII));
            List<Boolean> held = new ArrayList<>();
            var pushing = new Pushing() {
                @Override
                public void listen(Runnable bell) {
                    held.add(pair.ours.holdsCompressor());
                    if (held.size() == 3) {
                        tellPeer(peerOut);
                    } else {
                        bell.run();
                    }
                }

                @Override
                public Duration patience() {
                    return Duration.ofHours(1);
                }

                @Override
                public void push() throws IOException {
                    pair.ours.write("* 1 EXISTS\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            };
            pair.ours.readCommand(100, pushing);
            assertEquals(List.of(false, false, false), held);
            var peerIn = new DeflateInput(pair.peer.getInputStream(), new byte[0]);
            assertEquals(
                    "+ idling\r\n* 1 EXISTS\r\n* 1 EXISTS\r\n",
                    new String(peerIn.readNBytes(34), StandardCharsets.US_ASCII));
            peerIn.release();
            peerOut.release();
        }
    }

    private static void tellPeer(DeflateOutput peerOut) {
        try {
            peerOut.write("DONE\r\n".getBytes(StandardCharsets.US_ASCII));
            peerOut.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
