package org.sekisho.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TranscriptRunnerTest {
    /// Greets, says every line back, and closes after QUIT.
    private static final class Echo implements TranscriptRunner.Server {
        private final ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final String greeting;

        Echo(String greeting) throws IOException {
            this.greeting = greeting;
            Thread.ofVirtual().start(() -> {
                while (!listener.isClosed()) {
                    try {
                        Socket peer = listener.accept();
                        Thread.ofVirtual().start(() -> talk(peer));
                    } catch (IOException _) {
                        return;
                    }
                }
            });
        }

        private void talk(Socket peer) {
            try (peer;
                    var in = new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8))) {
                say(peer, greeting);
                String line = in.readLine();
                while (line != null && !line.equals("QUIT")) {
                    say(peer, "250 " + line);
                    line = in.readLine();
                }
            } catch (IOException _) {
                // the peer is gone
            }
        }

        private static void say(Socket peer, String line) throws IOException {
            peer.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public InetSocketAddress address(String service) {
            return new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort());
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static void play(String text) throws Exception {
        TranscriptRunner.run(
                Transcript.parse("test", text), "smtp", config -> new Echo(config.getOrDefault("greeting", "220 hi")));
    }

    @Test
    void playsADialogueOnTwoConnections() throws Exception {
        play("""
                # a comment
                CONFIG greeting = 220 hello

                S: 220 hel+o
                C: a
                2S: 220 .*
                2C-RAW: b\\x20c\\r\\nlast\\r\\n
                S: 250 a
                2S*: 250 last
                C: QUIT
                S-CLOSED
                2CLOSE
                """);
    }

    @Test
    void aDifferenceShowsTheDialogue() {
        var difference = assertThrows(AssertionError.class, () -> play("S: 220 hi\nC: a\nS: 250 b\nC: c\n"));
        assertEquals("""
                test:3: another line came
                  wanted S: 250 b

                The dialogue so far:
                  S: 220 hi
                  C: a
                  S: 250 a""", difference.getMessage());
        assertThrows(AssertionError.class, () -> play("S: 220 hi\nC: QUIT\nS: 221 bye"));
    }

    @Test
    void refusesWhatIsNoTranscript() {
        assertThrows(IllegalArgumentException.class, () -> Transcript.parse("t", "X: y"));
        assertThrows(IllegalArgumentException.class, () -> Transcript.parse("t", "S: ("));
        assertThrows(IllegalArgumentException.class, () -> Transcript.parse("t", "C-RAW: \\q"));
        assertThrows(IllegalArgumentException.class, () -> Transcript.parse("t", "C: x\nCONFIG a=b"));
        assertTrue(Transcript.parse("t", "CONFIG a.b=c=d").config().equals(Map.of("a.b", "c=d")));
    }
}
