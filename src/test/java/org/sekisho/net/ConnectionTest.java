package org.sekisho.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ConnectionTest {
    private final Pair pair;

    ConnectionTest() throws IOException {
        pair = new Pair();
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    @Test
    void onlyCrLfEndsALine() throws IOException {
        pair.send("one\ntwo\rthree\n\rfour\r\r\n\r\nlast\r\n");
        assertEquals("one\ntwo\rthree\n\rfour\r", pair.line());
        assertEquals("", pair.line());
        assertEquals("last", pair.line());
        assertEquals(0, pair.ours.buffered());
    }

    @Test
    void aLineMayComeInPieces() throws Exception {
        var reader = Thread.ofVirtual().unstarted(() -> {
            for (String piece : List.of("he", "llo\r", "\nwor", "ld", "\r\n")) {
                try {
                    pair.send(piece);
                    Thread.sleep(5);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        reader.start();
        assertEquals("hello", pair.line());
        assertEquals("world", pair.line());
        reader.join();
    }

    @Test
    void aLineOfTheLimitIsReadAndALongerOneIsThrownAway() throws IOException {
        pair.send("x".repeat(98) + "\r\n" + "y".repeat(99) + "\r\n" + "z".repeat(5000) + "\r\nnext\r\n");
        assertEquals("x".repeat(98), pair.line());
        assertThrows(LineTooLong.class, pair::line);
        assertThrows(LineTooLong.class, pair::line);
        assertEquals("next", pair.line());
    }

    @Test
    void aLineWithoutAnEndIsGivenUp() throws Exception {
        var sender = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    pair.send("x".repeat(8000));
                }
            } catch (IOException _) {
                // the connection was given up, as it should be
            }
        });
        var gone = assertThrows(IOException.class, pair::line);
        assertFalse(gone instanceof LineTooLong);
        pair.ours.close();
        sender.join();
    }

    @Test
    void theEndIsTold() throws IOException {
        pair.send("half a line");
        pair.peer.shutdownOutput();
        assertThrows(EOFException.class, pair::line);
    }

    @Test
    void anyStreamIsReadWhole() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        byte[] sent = new byte[300_000];
        random.nextBytes(sent);
        var sender = Thread.ofVirtual().start(() -> {
            try {
                pair.peer.getOutputStream().write(sent);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        byte[] got = new byte[sent.length];
        int have = 0;
        while (have < got.length) {
            int want = 1 + random.nextInt(5000);
            switch (random.nextInt(3)) {
                case 0 -> have += pair.ours.read(got, have, Math.min(want, got.length - have));
                case 1 -> {
                    int part = Math.min(want, pair.ours.await());
                    System.arraycopy(pair.ours.array(), pair.ours.position(), got, have, part);
                    pair.ours.skip(part);
                    have += part;
                }
                default -> pair.ours.expectBulk();
            }
        }
        sender.join();
        assertArrayEquals(sent, got, "seed " + seed);
    }

    @Test
    void whatWasWrittenLeavesBeforeTheWait() throws Exception {
        var reader = Thread.ofVirtual().start(() -> {
            try {
                pair.ours.write("220 hello\r\n".getBytes(StandardCharsets.US_ASCII));
                pair.ours.readLine(100);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals("220 hello\r\n", pair.atPeer(11));
        pair.send("\r\n");
        reader.join();
    }

    @Test
    void longOutputKeepsItsOrder() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        byte[] sent = new byte[200_000];
        random.nextBytes(sent);
        var writer = Thread.ofVirtual().start(() -> {
            try {
                int done = 0;
                while (done < sent.length) {
                    int part = Math.min(sent.length - done, 1 + random.nextInt(random.nextBoolean() ? 50 : 20_000));
                    pair.ours.write(sent, done, part);
                    done += part;
                }
                pair.ours.flush();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertArrayEquals(sent, pair.peer.getInputStream().readNBytes(sent.length), "seed " + seed);
        writer.join();
    }

    @Test
    void aSilentPeerTimesOutAndStillHearsTheLastReply() throws IOException {
        pair.ours.timeout(Duration.ofMillis(60));
        assertThrows(SocketTimeoutException.class, pair::line);
        pair.ours.write("421 bye\r\n".getBytes(StandardCharsets.US_ASCII));
        pair.ours.close();
        assertEquals("421 bye\r\n", pair.atPeer(100));
    }

    @Test
    void aPeerThatDoesNotReadIsCut() {
        pair.ours.timeout(Duration.ofMillis(100));
        byte[] block = new byte[100_000];
        assertThrows(IOException.class, () -> {
            for (int i = 0; i < 1000; i++) {
                pair.ours.write(block);
            }
        });
    }

    @Test
    void aSessionThatLastsTooLongIsCutThoughItIsBusy() throws IOException {
        pair.ours.deadline(Duration.ofMillis(100));
        assertThrows(IOException.class, () -> {
            while (true) {
                pair.send("NOOP\r\n");
                pair.line();
            }
        });
    }

    @Test
    void stoppingWakesWhoWaitsForACommand() throws Exception {
        var waiting = new CountDownLatch(1);
        var stopper = Thread.ofVirtual().start(() -> {
            try {
                waiting.await();
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            pair.ours.stop();
        });
        waiting.countDown();
        assertThrows(Stopping.class, () -> pair.ours.readCommand(100));
        pair.ours.write("421\r\n".getBytes(StandardCharsets.US_ASCII));
        pair.ours.close();
        assertEquals("421\r\n", pair.atPeer(100));
        stopper.join();
    }

    @Test
    void stoppingLetsABusySessionFinish() throws IOException {
        pair.send("DATA\r\nbody\r\n");
        assertEquals("DATA", Pair.text(pair.ours.readCommand(100)));
        pair.ours.stop();
        assertEquals("body", pair.line());
        assertThrows(Stopping.class, () -> pair.ours.readCommand(100));
    }

    @Test
    void earlyTalkIsSeen() throws IOException {
        assertFalse(pair.ours.readable(Duration.ofMillis(20)));
        assertFalse(pair.ours.readable(Duration.ZERO));
        pair.send("EHLO\r\n");
        assertTrue(pair.ours.readable(Duration.ofSeconds(5)));
        assertEquals("EHLO", pair.line());
        pair.send("x");
        assertTrue(pair.ours.readable(Duration.ofSeconds(5)));
    }

    @Test
    void aLineLongerThanTheFirstBufferFits() throws IOException {
        char[] long4k = new char[4000];
        Arrays.fill(long4k, 'a');
        pair.send(new String(long4k) + "\r\nrest\r\n");
        assertEquals(4000, pair.ours.readLine(12_288).length);
        assertEquals("rest", pair.line());
    }
}
