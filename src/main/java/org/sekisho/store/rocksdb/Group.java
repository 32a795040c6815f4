package org.sekisho.store.rocksdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sekisho.store.rocksdb.Change.Family;
import org.sekisho.store.rocksdb.NativeDatabase.Entry;

/// What one write of the log will change, while it is put together. Each piece of work sees the database as the
/// accepted work before it leaves it; its own changes are added as a whole or not at all. The committer's thread
/// only.
final class Group {
    private static final int PAGE = 16; // rows
    private static final int OVERHEAD = 32; // octets of bookkeeping per change, roughly

    private final Database database;
    private final List<Change> accepted = new ArrayList<>();
    private final List<Change> proposed = new ArrayList<>();
    private final Map<Family, NavigableMap<byte[], Optional<byte[]>>> overlay = new EnumMap<>(Family.class);
    private final List<Change.DeleteRange> deletedRanges = new ArrayList<>();
    private long octets;

    Group(Database database) {
        this.database = database;
        for (Family family : Family.values()) {
            overlay.put(family, new TreeMap<>(Arrays::compareUnsigned));
        }
    }

    /// The value after all accepted work.
    byte @Nullable [] get(Family family, byte[] key) {
        Optional<byte[]> changed = changed(family).get(key);
        if (changed != null) {
            return changed.orElse(null);
        }
        return isInDeletedRange(family, key) ? null : database.get(family, key);
    }

    /// The value of any row whose key begins with `prefix`, after all accepted work.
    /// @param except keys that do not count; a set that compares octets
    Optional<byte[]> any(Family family, byte[] prefix, Set<byte[]> except) {
        byte[] end = Keys.behind(prefix);
        NavigableMap<byte[], Optional<byte[]>> changes = changed(family).subMap(prefix, true, end, false);
        for (Map.Entry<byte[], Optional<byte[]>> change : changes.entrySet()) {
            if (change.getValue().isPresent() && !except.contains(change.getKey())) {
                return change.getValue();
            }
        }
        byte[] from = prefix;
        List<Entry> page;
        do {
            page = database.scan(family, from, end, PAGE, false);
            for (Entry entry : page) {
                if (!changes.containsKey(entry.key()) && !except.contains(entry.key())) {
                    return Optional.of(entry.value());
                }
                from = Arrays.copyOf(entry.key(), entry.key().length + 1); // behind this one
            }
        } while (page.size() == PAGE);
        return Optional.empty();
    }

    void put(Family family, byte[] key, byte[] value) {
        proposed.add(new Change.Put(family, key, value));
    }

    void delete(Family family, byte[] key) {
        proposed.add(new Change.Delete(family, key));
    }

    /// @param to excluded
    void deleteRange(Family family, byte[] from, byte[] to) {
        proposed.add(new Change.DeleteRange(family, from, to));
    }

    void accept() {
        for (Change change : proposed) {
            switch (change) {
                case Change.Put(Family family, byte[] key, byte[] value) -> {
                    octets += key.length + value.length + OVERHEAD;
                    if (family != Family.BLOBS) { // nobody asks for a chunk while a group is put together
                        changed(family).put(key, Optional.of(value));
                    }
                }
                case Change.Delete(Family family, byte[] key) -> {
                    octets += key.length + OVERHEAD;
                    changed(family).put(key, Optional.empty());
                }
                case Change.DeleteRange range -> {
                    octets += range.from().length + range.to().length + OVERHEAD;
                    changed(range.family())
                            .subMap(range.from(), true, range.to(), false)
                            .clear();
                    deletedRanges.add(range);
                }
            }
        }
        accepted.addAll(proposed);
        proposed.clear();
    }

    void drop() {
        proposed.clear();
    }

    List<Change> changes() {
        return accepted;
    }

    /// What it takes in memory.
    long octets() {
        return octets;
    }

    private boolean isInDeletedRange(Family family, byte[] key) {
        for (Change.DeleteRange range : deletedRanges) {
            if (range.family() == family
                    && Arrays.compareUnsigned(range.from(), key) <= 0
                    && Arrays.compareUnsigned(key, range.to()) < 0) {
                return true;
            }
        }
        return false;
    }

    private NavigableMap<byte[], Optional<byte[]>> changed(Family family) {
        return Objects.requireNonNull(overlay.get(family));
    }
}
