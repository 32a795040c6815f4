package org.sekisho.activity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The sums of the heaviest of any number of keys, in bounded memory; the sum over all keys is exact.
///
/// Twice as many keys as wanted are kept; then the lighter half goes into the sum of the others, and the weight
/// of the heaviest of those is the floor from which keys that come later are ranked. So a key that has more than
/// one part in `most` of all weight is always among the kept ones, however many light ones come: the Space-Saving
/// algorithm (Metwally, Agrawal, El Abbadi, ICDT 2005), by halves. Used by one thread at a time.
final class Heaviest {
    private final int most;
    private final Map<String, Entry> entries = new HashMap<>();
    private Counts others = Counts.NONE;
    private long floor;

    /// @param most how many keys are wanted
    Heaviest(int most) {
        this.most = most;
    }

    private static final class Entry {
        private final long base;
        private Counts counts = Counts.NONE;

        private Entry(long base) {
            this.base = base;
        }

        private long rank() {
            return base + counts.tried();
        }
    }

    /// One key with its sums.
    record Line(String key, Counts counts) {}

    /// @param lines the heaviest first
    /// @param others of all keys that are not there
    record Sums(List<Line> lines, Counts others) {
        Sums {
            lines = List.copyOf(lines);
        }
    }

    void add(String key, Counts more) {
        Entry entry = entries.get(key);
        if (entry == null) {
            if (entries.size() == 2 * most) {
                halve();
            }
            entry = new Entry(floor);
            entries.put(key, entry);
        }
        entry.counts = entry.counts.plus(more);
    }

    void addOthers(Counts more) {
        others = others.plus(more);
    }

    private void halve() {
        List<Map.Entry<String, Entry>> all = ranked();
        floor = all.get(most).getValue().rank();
        for (var light : all.subList(most, all.size())) {
            others = others.plus(light.getValue().counts);
            entries.remove(light.getKey());
        }
    }

    private List<Map.Entry<String, Entry>> ranked() {
        List<Map.Entry<String, Entry>> all = new ArrayList<>(entries.entrySet());
        all.sort(Comparator.comparingLong(each -> -each.getValue().rank()));
        return all;
    }

    /// Those wanted, by what was counted of them.
    Sums sums() {
        List<Map.Entry<String, Entry>> all = ranked();
        List<Line> lines = new ArrayList<>();
        Counts rest = others;
        for (var each : all) {
            if (lines.size() < most) {
                lines.add(new Line(each.getKey(), each.getValue().counts));
            } else {
                rest = rest.plus(each.getValue().counts);
            }
        }
        lines.sort(
                Comparator.comparingLong((Line line) -> -line.counts().tried()).thenComparing(Line::key));
        return new Sums(lines, rest);
    }

    int size() {
        return entries.size();
    }
}
