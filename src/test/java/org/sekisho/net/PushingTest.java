package org.sekisho.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
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
        final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private String next = "";

        @Override
        public void await() throws InterruptedException {
            next = told.take();
        }

        @Override
        public void push() throws IOException {
            pair.ours.write(next.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private String received(int octets) throws IOException {
        return new String(pair.peer.getInputStream().readNBytes(octets), StandardCharsets.US_ASCII);
    }

    @Test
    void pushesReachThePeerUntilItSpeaks() throws Exception {
        var queued = new Queued();
        pair.ours.write("+ idling\r\n".getBytes(StandardCharsets.US_ASCII));
        queued.told.add("* 1 EXISTS\r\n");
        var peer = Thread.ofVirtual().start(() -> {
            try {
                assertEquals("+ idling\r\n* 1 EXISTS\r\n", received(22));
                queued.told.add("* 2 EXISTS\r\n");
                assertEquals("* 2 EXISTS\r\n", received(12));
                pair.send("DONE\r\n");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        assertEquals("DONE", new String(pair.ours.readCommand(100, queued), StandardCharsets.US_ASCII));
        peer.join();
        queued.told.add("nobody says this\r\n");
        pair.ours.write("OK\r\n".getBytes(StandardCharsets.US_ASCII));
        pair.ours.flush();
        assertEquals("OK\r\n", received(4));
    }

    @Test
    void whatAPushMeetsIsToldToTheSession() throws Exception {
        var broken = new Pushing() {
            @Override
            public void await() {}

            @Override
            public void push() {
                throw new IllegalStateException("broken");
            }
        };
        assertThrows(IllegalStateException.class, () -> pair.ours.readCommand(100, broken));
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
                queued.told.add("push\r\n");
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
