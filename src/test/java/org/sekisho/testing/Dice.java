package org.sekisho.testing;

import java.util.List;
import java.util.SplittableRandom;

/// Random values for property tests. The seed is printed with every failure: `-Dsekisho.seed=N` repeats a run.
public final class Dice {
    private final long seed;
    private final SplittableRandom random;

    private Dice(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    public interface Property {
        void check(Dice dice) throws Exception;
    }

    /// Checks a property `times` times; a failure tells the seed of the one case that failed.
    public static void check(int times, Property property) {
        long first = Long.getLong("sekisho.seed", System.nanoTime());
        for (int i = 0; i < times; i++) {
            var dice = new Dice(first + i);
            try {
                property.check(dice);
            } catch (Exception | AssertionError e) {
                throw new AssertionError("repeat with -Dsekisho.seed=" + dice.seed + ": " + e, e);
            }
        }
    }

    /// 0 to `bound` - 1.
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /// `from` to `to`, both included.
    public int between(int from, int to) {
        return random.nextInt(from, to + 1);
    }

    public boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    public <T> T of(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    public char of(String characters) {
        return characters.charAt(below(characters.length()));
    }

    /// `length` characters of the alphabet.
    public String text(String alphabet, int length) {
        var text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(of(alphabet));
        }
        return text.toString();
    }

    /// `count` of the pieces, one behind the other.
    public String text(List<String> pieces, int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(of(pieces));
        }
        return text.toString();
    }

    public byte[] octets(int length) {
        byte[] octets = new byte[length];
        random.nextBytes(octets);
        return octets;
    }

    /// The text with one to three characters removed, doubled, swapped or replaced by one of the alphabet.
    public String mutated(String text, String alphabet) {
        var changed = new StringBuilder(text);
        for (int n = between(1, 3); n > 0 && !changed.isEmpty(); n--) {
            int at = below(changed.length());
            switch (below(4)) {
                case 0 -> changed.deleteCharAt(at);
                case 1 -> changed.insert(at, changed.charAt(at));
                case 2 -> changed.insert(at, of(alphabet));
                default -> changed.setCharAt(at, of(alphabet));
            }
        }
        return changed.toString();
    }
}
