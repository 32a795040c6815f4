package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.sekisho.address.SyntaxError;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// The flags of one message (RFC 9051 §2.3.2). Keywords compare without case and keep the case they were first
/// given.
/// @param system in their own order
/// @param keywords atoms, sorted without case, at most [#MAX_KEYWORDS]
public record Flags(Set<SystemFlag> system, List<String> keywords) {
    public static final int MAX_KEYWORDS = 64;
    public static final int MAX_KEYWORD_OCTETS = 64;
    public static final Flags NONE = new Flags(Set.of(), List.of());

    /// By the bits of their system flags: what nearly all messages have.
    private static final List<Flags> WITHOUT_KEYWORDS = IntStream.range(0, 1 << SystemFlag.values().length)
            .mapToObj(bits -> bits == 0 ? NONE : of(bits, List.of()))
            .toList();

    /// How STORE changes flags (RFC 9051 §6.4.6).
    public enum Mode {
        ADD,
        REMOVE,
        REPLACE
    }

    /// @throws SyntaxError a keyword that is not an atom, or too many of them
    public Flags {
        system = system.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(system));
        keywords = sorted(keywords);
    }

    public static Flags of(SystemFlag... system) {
        return new Flags(Set.of(system), List.of());
    }

    public boolean has(SystemFlag flag) {
        return system.contains(flag);
    }

    /// These flags after a STORE with `other`.
    public Flags after(Mode mode, Flags other) {
        return switch (mode) {
            case REPLACE -> other;
            case ADD -> new Flags(Set.copyOf(joined(system, other.system)), joined(keywords, other.keywords));
            case REMOVE -> {
                Set<SystemFlag> left = new TreeSet<>(system);
                left.removeAll(other.system);
                TreeSet<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
                words.addAll(keywords);
                other.keywords.forEach(words::remove);
                yield new Flags(left, List.copyOf(words));
            }
        };
    }

    void writeTo(Encoder encoder) {
        long bits = 0;
        for (SystemFlag flag : system) {
            bits |= flag.mask();
        }
        encoder.number(bits).list(keywords, Encoder::text);
    }

    Flags withKeywords(UnaryOperator<String> each) {
        return new Flags(system, keywords.stream().map(each).toList());
    }

    static Flags readFrom(Decoder decoder) {
        return readFrom(decoder, UnaryOperator.identity());
    }

    static Flags readFrom(Decoder decoder, UnaryOperator<String> each) {
        long bits = decoder.number();
        List<String> keywords = decoder.list(from -> each.apply(from.text()));
        if (keywords.isEmpty() && bits >= 0 && bits < WITHOUT_KEYWORDS.size()) {
            return WITHOUT_KEYWORDS.get((int) bits);
        }
        return of(bits, keywords);
    }

    private static Flags of(long bits, List<String> keywords) {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        for (SystemFlag flag : SystemFlag.values()) {
            if ((bits & flag.mask()) != 0) {
                system.add(flag);
            }
        }
        return new Flags(system, keywords);
    }

    private static <T> List<T> joined(Collection<T> first, Collection<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private static List<String> sorted(List<String> keywords) {
        if (keywords.isEmpty()) {
            return List.of();
        }
        TreeSet<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        words.addAll(keywords);
        if (words.size() > MAX_KEYWORDS) {
            throw new SyntaxError("at most " + MAX_KEYWORDS + " keywords on one message");
        }
        words.forEach(Flags::checkKeyword);
        return List.copyOf(words);
    }

    /// RFC 9051 §9 flag-keyword: an atom.
    private static void checkKeyword(String word) {
        boolean atom = word.chars().allMatch(c -> c > ' ' && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0);
        if (!atom || word.isEmpty() || word.length() > MAX_KEYWORD_OCTETS) {
            throw new SyntaxError("not a keyword: " + word.toLowerCase(Locale.ROOT));
        }
    }
}
