package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.admin.AdminClient;
import org.sekisho.testing.SekishoProcess;
import org.sekisho.testing.WireClient;

/// The process as a service manager sees it: it says `ready`, and ends cleanly however it is told to.
@Timeout(60)
final class StopTest {
    @TempDir
    Path folder;

    private enum Way {
        SIGNAL,
        COMMAND,
        BOTH
    }

    @Test
    void itEndsCleanlyHoweverItIsTold() throws Exception {
        for (Way way : Way.values()) {
            try (var server = SekishoProcess.tryServer(folder, "--port-base=-1");
                    var idle = new WireClient(server.endpoint("smtp"));
                    var busy = new WireClient(server.endpoint("smtp"))) {
                idle.expect("220 ");
                busy.expect("220 ").say("EHLO client.test", "250-").say("MAIL FROM:<f@elsewhere.test>", "250 ");
                busy.say("RCPT TO:<alice@example.test>", "250 ")
                        .say("DATA", "354 ")
                        .raw("Subject: s\r\n\r\n");
                if (way != Way.SIGNAL) {
                    var client = new AdminClient(folder.resolve("data/admin.sock"));
                    client.ask("stop", Map.of(), Optional.empty(), _ -> {});
                }
                if (way != Way.COMMAND) {
                    server.terminate();
                }
                idle.expect("421 ");
                busy.raw("x\r\n.\r\n").expect("250 "); // whoever is in the middle of a message may finish it
                assertEquals(0, server.awaitExit(), way::toString);
                assertFalse(server.complaints().contains("Exception"), server.complaints());
                assertTrue(server.complaints().contains("server.stopped"), server.complaints());
                assertFalse(Files.exists(folder.resolve("data/admin.sock")));
                assertFalse(Files.exists(folder.resolve("data/store/OPEN")), "the store was closed");
            }
        }
    }
}
