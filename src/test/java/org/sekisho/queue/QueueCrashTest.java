package org.sekisho.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;
import org.sekisho.queue.DurableQueue.Choice;
import org.sekisho.store.Store;
import org.sekisho.store.rocksdb.Options;
import org.sekisho.store.rocksdb.RocksDbStore;
import org.sekisho.testing.ChildJvm;
import org.sekisho.testing.CrashRounds;
import org.sekisho.testing.PostOffice;

/// A process that is killed while it works on its queue. The next one finds every message that was accepted and
/// not finished, whole and once, and gives out no id for a second time although its clock is behind.
final class QueueCrashTest {
    @TempDir
    private Path temporary;

    private final PostOffice office = new PostOffice();

    QueueCrashTest() throws Exception {}

    @Test
    @Timeout(120)
    void killedAtRandomMoments() throws Exception {
        kill(3);
    }

    @Test
    @Tag("long")
    @Timeout(1800)
    void killedFiftyTimes() throws Exception {
        kill(CrashRounds.rounds(50));
    }

    private void kill(int rounds) throws Exception {
        Path folder = temporary.resolve("store");
        new CrashRounds()
                .run(
                        rounds,
                        round -> ChildJvm.start(
                                QueueCrashLoad.class,
                                List.of(Store.class, RocksDB.class, Caffeine.class),
                                folder.toString(),
                                Integer.toString(round * 100)),
                        (_, told) -> audit(folder, told));
    }

    private static Set<String> ids(List<String> told, String what) {
        return told.stream()
                .filter(line -> line.startsWith(what + " "))
                .map(line -> line.substring(what.length() + 1))
                .collect(Collectors.toSet());
    }

    private void audit(Path folder, List<String> told) throws Exception {
        long accepted =
                told.stream().filter(line -> line.startsWith("accepted ")).count();
        Set<String> finishing = ids(told, "finishing");
        assertEquals(accepted, ids(told, "accepted").size(), "an id was given out twice");
        try (Store store = RocksDbStore.open(folder, Options.defaults(), office.events, office.events);
                var queue = new DurableQueue(store, office.gate, InstantSource.system(), office.events)) {
            queue.open();
            Map<String, String> found = found(store, queue);
            assertEquals(found.size(), queue.statistics().total());
            for (String id : ids(told, "accepted")) {
                assertTrue(found.containsKey(id) || finishing.contains(id), () -> id + " was accepted and is lost");
            }
            Set<String> finished = new HashSet<>(ids(told, "finished"));
            finished.addAll(ids(told, "bore"));
            finished.forEach(id -> assertFalse(found.containsKey(id), () -> id + " was finished and is there"));
            for (String id : ids(told, "bore")) {
                String child = "child of " + id;
                assertTrue(
                        found.containsValue(QueueCrashLoad.text(child)) || told.contains("ending " + child),
                        () -> "what follows from " + id + " is lost");
            }
            for (String text : found.values()) {
                if (text.contains("child of ")) {
                    String parent = text.substring(text.indexOf("child of ") + 9, text.indexOf("\r\n"));
                    assertFalse(found.containsKey(parent), () -> parent + " is there, and what follows from it too");
                }
            }
            store.blobs().sweep(Duration.ZERO);
            assertEquals(found, found(store, queue), "every body is kept");
        }
    }

    private static Map<String, String> found(Store store, DurableQueue queue) {
        Map<String, String> found = new HashMap<>();
        queue.walk(new Choice(Optional.empty(), _ -> true), entry -> {
            try (InputStream body = store.blobs().open(entry.body())) {
                String text = new String(body.readAllBytes(), StandardCharsets.US_ASCII);
                assertEquals(entry.octets(), text.length());
                found.put(entry.id().value(), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return true;
        });
        return found;
    }
}
