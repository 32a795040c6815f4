package org.sekisho.mailbox;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The different keywords that the messages of a mailbox have (RFC 9051 §2.3.2): there is a bound, since all of
/// them are in the memory of whoever has the mailbox open, and in a line that every client is told. A keyword
/// that no message has any more does not count. Compared without case. Immutable.
public final class Keywords {
    /// In one mailbox; what was there before there was a bound stays, and may be more.
    public static final int MAX = 1_000;

    static final Keywords NONE = new Keywords(new TreeSet<>(String.CASE_INSENSITIVE_ORDER));

    private final NavigableSet<String> words;

    private Keywords(NavigableSet<String> words) {
        this.words = Collections.unmodifiableNavigableSet(words);
    }

    static Keywords of(Stream<List<String>> some) {
        NavigableSet<String> all = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        some.forEach(all::addAll);
        return all.isEmpty() ? NONE : new Keywords(all);
    }

    public Keywords plus(Collection<String> more) {
        if (words.containsAll(more)) {
            return this;
        }
        NavigableSet<String> all = new TreeSet<>(words);
        all.addAll(more);
        return new Keywords(all);
    }

    public boolean has(Keywords others) {
        return this == others || words.containsAll(others.words);
    }

    /// Whether one more can be made.
    public boolean mayGrow() {
        return words.size() < MAX;
    }

    /// Whether all of these can be used: those that are there always can.
    public boolean hasRoomFor(Collection<String> some) {
        Keywords all = plus(some);
        return all == this || all.words.size() <= MAX;
    }

    /// Without the keywords that there is no room for.
    Flags fitting(Flags flags) {
        if (hasRoomFor(flags.keywords())) {
            return flags;
        }
        NavigableSet<String> all = new TreeSet<>(words);
        List<String> left = flags.keywords().stream()
                .filter(word -> all.contains(word) || (all.size() < MAX && all.add(word)))
                .toList();
        return new Flags(flags.system(), left);
    }

    /// In an order without case.
    public NavigableSet<String> words() {
        return words;
    }

    @Override
    public String toString() {
        return words.toString();
    }
}
