package org.sekisho.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.Dice;

/// Writing to a peer while its next line is waited for.
final class PushingTest {
    private final Pair pair;

    PushingTest() throws IOException {
        pair = new Pair();
    }

    @AfterEach
    void close() throws IOException {
        pair.close();
    }

    private final class Queued implements Pushing {
        private final Queue<String> told = new ConcurrentLinkedQueue<>();
        private Runnable bell = () -> {};

        synchronized void tell(String text) {
            told.add(text);
            bell.run();
            bell = () -> {};
        }

        @Override
        public synchronized void listen(Runnable newBell) {
            bell = newBell;
            if (!told.isEmpty()) {
                bell.run();
            }
        }

        @Override
        public Duration patience() {
            return Duration.ofHours(1);
        }

        @Override
        public void push() throws IOException {
            String next = told.poll();
            if (next != null) {
                pair.ours.write(next.getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private String received(int octets) throws IOException {
        return new String(pair.peer.getInputStream().readNBytes(octets), StandardCharsets.US_ASCII);
    }

    @Test
    void pushesReachThePeerUntilItSpeaks() throws Exception {
        var queued = new Queued();
        pair.ours.write("+ idling\r\n".getBytes(StandardCharsets.US_ASCII));
        queued.tell("* 1 EXISTS\r\n");
        var peer = Thread.ofVirtual().start(() -> {
            try {
                assertEquals("+ idling\r\n* 1 EXISTS\r\n", received(22));
                queued.tell("* 2 EXISTS\r\n");
                assertEquals("* 2 EXISTS\r\n", received(12));
                pair.send("DONE\r\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals("DONE", new String(pair.ours.readCommand(100, queued), StandardCharsets.US_ASCII));
        peer.join();
        queued.tell("nobody says this\r\n");
        pair.ours.write("OK\r\n".getBytes(StandardCharsets.US_ASCII));
        pair.ours.flush();
        assertEquals("OK\r\n", received(4));
    }

    @Test
    void whatAPushMeetsIsToldToTheSession() throws Exception {
        var broken = new Pushing() {
            @Override
            public void listen(Runnable bell) {
                bell.run();
            }

            @Override
            public Duration patience() {
                return Duration.ofHours(1);
            }

            @Override
            public void push() {
                throw new IllegalStateException("broken");
            }
        };
        assertThrows(IllegalStateException.class, () -> pair.ours.readCommand(100, broken));
    }

    @Test
    void aPushComesWithoutTheBellWhenPatienceEnds() throws Exception {
        var patient = new Pushing() {
            @Override
            public void listen(Runnable bell) {}

            @Override
            public Duration patience() {
                return Duration.ofMillis(1);
            }

            @Override
            public void push() throws IOException {
                pair.ours.write("still here\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        };
        var peer = Thread.ofVirtual().start(() -> {
            try {
                assertEquals("still here\r\nstill here\r\n", received(24));
                pair.send("DONE\r\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals("DONE", new String(pair.ours.readCommand(100, patient), StandardCharsets.US_ASCII));
        peer.join();
    }

    /// Whenever the peer speaks, nothing is lost between two pushes, and the output comes back whole.
    @Test
    void theOutputChangesHandsAtAnyMoment() {
        Dice.check(200, dice -> {
            var queued = new Queued();
            int pushes = dice.below(20);
            var peer = Thread.ofVirtual().start(() -> {
                try {
                    pair.send("DONE\r\n");
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            for (int i = 0; i < pushes; i++) {
                queued.tell("push\r\n");
            }
            assertEquals("DONE", new String(pair.ours.readCommand(100, queued), StandardCharsets.US_ASCII));
            peer.join();
            pair.ours.write("OK\r\n".getBytes(StandardCharsets.US_ASCII));
            pair.ours.flush();
            String line = received(4);
            while (!line.equals("OK\r\n")) {
                assertEquals("push", line);
                assertEquals("\r\n", received(2));
                line = received(4);
            }
        });
    }
}
