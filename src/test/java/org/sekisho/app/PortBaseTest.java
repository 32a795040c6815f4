package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testing.SekishoProcess;

/// `try --port-base`: every port is the standard one and the base, or the start says which one is taken.
final class PortBaseTest {
    private static final int SMTP = 25;
    private static final String TAKEN = "Address already in use";
    private static final int TRIES = 20;

    @TempDir
    Path folder;

    private SekishoProcess start(int base) throws IOException {
        return SekishoProcess.tryServer(folder, "--port-base", Integer.toString(base));
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (var other = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = other.getLocalPort();
            var refused = assertThrows(IOException.class, () -> start(port - SMTP));
            assertTrue(
                    String.valueOf(refused.getMessage())
                            .contains("cannot listen on /127.0.0.1:" + port + " for smtp: " + TAKEN),
                    refused::toString);
        }
    }

    @Test
    void theBaseIsAddedToTheStandardPorts() throws Exception {
        var random = new Random();
        for (int tries = 1; ; tries++) {
            int base = 10_000 + random.nextInt(20_000); // below those that the system gives to anybody
            try (var server = start(base)) {
                assertEquals(base + SMTP, server.endpoint("smtp").getPort());
                assertEquals(base + 587, server.endpoint("submission").getPort());
                assertEquals(base + 995, server.endpoint("pop3s").getPort());
                return;
            } catch (IOException e) {
                if (tries == TRIES || !String.valueOf(e.getMessage()).contains(TAKEN)) {
                    throw e;
                }
            }
        }
    }
}
