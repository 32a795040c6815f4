package org.sekisho.pop3.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Rubbish and half-right commands in both states: no session may break, and nothing may go without QUIT.
final class Pop3FuzzTest {
    private static final String[] WORDS = {
        "USER ",
        "PASS ",
        "alice@example.test",
        "secret",
        "AUTH PLAIN",
        "AUTH LOGIN ",
        "=",
        "*",
        "AAAA",
        "CAPA",
        "STLS",
        "UTF8",
        "STAT",
        "LIST",
        "UIDL ",
        "RETR ",
        "TOP ",
        "1",
        "2",
        "0",
        "-1",
        "99999999999",
        "DELE ",
        "RSET",
        "NOOP",
        " ",
        "\r",
        "\n",
        "\r\n",
        "\u0000",
        "\u00ff",
        "é"
    };

    @Test
    void noSessionBreaks() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Pop3Rig rig = Pop3Rig.plain()) {
            rig.deliver("Subject: stays\r\n\r\n");
            rig.deliver("Subject: stays too\r\n\r\n");
            for (int i = 0; i < 150; i++) {
                try (Pop3Rig.Client client = rig.client()) {
                    boolean login = random.nextBoolean();
                    client.send(login ? "USER " + Pop3Rig.USER + "\r\nPASS secret\r\n" : "");
                    client.send(rubbish(random));
                    client.connection().readLine(1 << 16);
                    if (random.nextBoolean()) {
                        client.connection().readable(java.time.Duration.ofMillis(random.nextInt(3)));
                    }
                } catch (IOException _) {
                    // the server may hang up on such a client
                }
            }
            assertEquals(0, rig.events.counted("session_bugs"), () -> "seed " + seed + rig.events.lines());
            assertEquals(2, rig.count(), () -> "seed " + seed);
            assertTrue(rig.events.counted("connections") >= 150);
        }
    }

    /// Never a QUIT: that would rightly delete.
    private static String rubbish(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(200); i > 0; i--) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
            if (random.nextInt(3) == 0) {
                text.append("\r\n");
            }
        }
        return new String(text.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
