package org.sekisho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.config.Protocol;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.TestServer;
import org.sekisho.testing.WireClient;

/// A store that cannot take more, or cannot work: every answer is temporary, nothing that was taken suffers, and
/// all goes on by itself when the trouble is over (invariant I3).
final class FullStoreTest {
    private static final long MIB = 1024 * 1024;

    @TempDir
    Path folder;

    private Store store(double reserve) {
        try {
            Path place = folder.resolve("data/store");
            Files.createDirectories(place);
            long octets = (long) (reserve * Files.getFileStore(place).getUsableSpace());
            var events = new RecordedEvents();
            return RocksDbStore.open(place, new Options(8 * MIB, 2 * MIB, octets), events, events);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String send(TestServer server, String text) throws IOException {
        try (var client = server.connect(Protocol.SMTP)) {
            client.expect("220 ").say("EHLO client.test", "250-");
            client.say("MAIL FROM:<f@elsewhere.test>", "250 ").ask("RCPT TO:<alice@example.test>");
            String go = client.ask("DATA");
            return go.startsWith("354 ") ? client.raw(text + ".\r\n").reply() : go;
        }
    }

    @Test
    void belowTheReserveNoBodyIsTakenButMailIsReadAndDeleted() throws Exception {
        try (var server = TestServer.Plan.in(folder).on(() -> store(0)).start()) {
            assertTrue(send(server, "Subject: one\r\n\r\nx\r\n").startsWith("250 "));
            server.drain();
        }
        try (var server = TestServer.Plan.in(folder).on(() -> store(1.5)).start()) {
            for (int i = 0; i < 3; i++) {
                String refused = send(server, "Subject: two\r\n\r\nx\r\n");
                assertTrue(refused.startsWith("452 4.3.1 "), refused);
            }
            assertEquals(0, server.wiring().queue().statistics().total());
            assertTrue(server.inboxOfAlice().empty().getFirst().contains("Subject: one\r\n"));
            assertEquals(0, server.inboxOfAlice().read().size());
        }
        try (var server = TestServer.Plan.in(folder).on(() -> store(0)).start()) {
            assertTrue(send(server, "Subject: three\r\n\r\nx\r\n").startsWith("250 "));
            server.drain();
            assertEquals(1, server.inboxOfAlice().read().size());
        }
    }

    @Test
    void aStoreThatFailsForAWhileLosesNothing() throws Exception {
        var store = new MemoryStore();
        try (var server = TestServer.Plan.in(folder).on(() -> store).start()) {
            assertTrue(send(server, "Subject: one\r\n\r\nx\r\n").startsWith("250 "));
            server.drain();
            for (StorageException.Kind kind : StorageException.Kind.values()) {
                try (var reader = new WireClient(server.endpoint(Protocol.POP3S)).startTls()) {
                    reader.line();
                    reader.pop("USER " + TestServer.ALICE);
                    reader.pop("PASS " + TestServer.ALICES_PASSWORD);
                    reader.pop("DELE 1");
                    store.fail(Optional.of(kind));
                    String refused = send(server, "Subject: two\r\n\r\nx\r\n");
                    assertTrue(refused.startsWith("45"), refused);
                    String kept = reader.raw("QUIT\r\n").line();
                    assertTrue(kept.startsWith("-ERR"), kept);
                } finally {
                    store.fail(Optional.empty());
                }
            }
            assertTrue(send(server, "Subject: three\r\n\r\nx\r\n").startsWith("250 "));
            server.drain();
            assertEquals(2, server.inboxOfAlice().read().size());
        }
    }
}
