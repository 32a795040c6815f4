package org.sekisho.blocklist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sekisho.address.IpAddress;
import org.sekisho.blocklist.KeptTable.Kept;
import org.sekisho.testing.Dice;

final class KeptTableTest {
    private static final Terms TERMS = terms("one");

    private static Terms terms(String reason) {
        return new Terms(
                Effect.BLOCK, Stage.AT_ONCE, reason, Instant.EPOCH, Optional.empty(), new Origin.ByHand("root"));
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Kept> all(KeptTable table, int most) {
        Map<String, Kept> all = new HashMap<>();
        table.find(most, (_, _) -> true, (key, kept) -> all.put(new String(key, StandardCharsets.UTF_8), kept));
        return all;
    }

    /// Against a map, in shards of many entries and of one.
    @Test
    void itIsAMap() {
        Dice.check(100, dice -> {
            var table = new KeptTable();
            Map<String, Kept> expected = new HashMap<>();
            for (int i = 0; i < 2_000; i++) {
                String name = dice.text("ab", dice.below(9));
                if (dice.oneIn(3)) {
                    assertEquals(expected.remove(name), table.remove(key(name)));
                } else {
                    var kept = new Kept(i, dice.oneIn(2) ? TERMS : terms("n" + i));
                    assertEquals(expected.put(name, kept), table.put(key(name), kept));
                }
                String asked = dice.text("ab", dice.below(9));
                assertEquals(expected.get(asked), table.get(key(asked)));
                assertEquals(expected.size(), table.size());
            }
            assertEquals(expected, all(table, Integer.MAX_VALUE));
        });
    }

    /// The shards are many: what is tested here is one that has many keys, of all lengths.
    @Test
    void manyKeys() {
        var table = new KeptTable();
        Map<String, Kept> expected = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            String name = "x".repeat(i % 7) + i;
            var kept = new Kept(i, TERMS);
            table.put(key(name), kept);
            expected.put(name, kept);
        }
        assertEquals(expected, all(table, Integer.MAX_VALUE));
        assertEquals(10, all(table, 10).size());
        assertEquals(0, all(table, 0).size());
        assertEquals(Map.of("x1", new Kept(1, TERMS)), only(table, 1));
        expected.keySet().forEach(name -> assertEquals(expected.get(name), table.remove(key(name))));
        assertEquals(0, table.size());
        assertEquals(Map.of(), all(table, 1));
    }

    private static Map<String, Kept> only(KeptTable table, long number) {
        Map<String, Kept> found = new HashMap<>();
        table.find(
                9,
                (each, _) -> each == number,
                (key, kept) -> found.put(new String(key, StandardCharsets.UTF_8), kept));
        return found;
    }

    /// Readers see a key that stays, whatever comes and goes beside it.
    @Test
    void whoReadsWhileItChangesSeesWhatStays() throws Exception {
        var table = new KeptTable();
        table.put(key("stays"), new Kept(1, TERMS));
        var done = new AtomicBoolean();
        var missed = new AtomicBoolean();
        Thread reader = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                missed.compareAndSet(false, table.get(key("stays")) == null);
            }
        });
        for (int i = 0; i < 300_000; i++) {
            table.put(key("comes" + i % 50_000), new Kept(i, TERMS));
            table.remove(key("comes" + (i + 25_000) % 50_000));
        }
        done.set(true);
        reader.join();
        assertTrue(!missed.get());
    }

    @Test
    void prefixesKeepTheirKeys() {
        for (String address : new String[] {"0.0.0.0", "255.255.255.255", "192.0.2.7", "::", "2001:db8::1", "ffff::"}) {
            Prefix whole = Prefix.of(IpAddress.of(address));
            for (int bits = 0; bits <= Prefix.BITS; bits++) {
                Prefix prefix = whole.cut(bits);
                assertEquals(prefix, Prefix.ofKey(prefix.key()));
                assertEquals(prefix.isV4() ? 5 : 17, prefix.key().length);
            }
        }
    }
}
