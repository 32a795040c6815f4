package org.sekisho.mailbox;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.address.SyntaxError;

/// A set of rights in one mailbox (RFC 4314 §2.1). The obsolete letters of RFC 2086 are read and shown as §2.1.1
/// says: here `c` is `k` and `x`, `d` is `t` and `e`.
/// @param set in no particular order
public record Rights(Set<Right> set) {
    public static final Rights NONE = new Rights(Set.of());
    /// The owner's, always.
    public static final Rights ALL = new Rights(EnumSet.allOf(Right.class));

    private static final List<Right> CHANGING =
            List.of(Right.INSERT, Right.EXPUNGE, Right.SEEN, Right.WRITE, Right.DELETE_MESSAGES);

    private static final List<Right> FLAGGING = List.of(Right.SEEN, Right.WRITE, Right.DELETE_MESSAGES);

    public Rights {
        set = Set.copyOf(set);
    }

    public static Rights of(Right... rights) {
        return new Rights(Set.of(rights));
    }

    /// @param letters in any order, each as often as it likes, `c` and `d` among them; may be empty
    /// @throws SyntaxError another letter (RFC 4314 §2.1: BAD)
    public static Rights parse(String letters) {
        Set<Right> found = EnumSet.noneOf(Right.class);
        letters.chars().forEach(letter -> found.addAll(meaning((char) letter)));
        return new Rights(found);
    }

    private static Collection<Right> meaning(char letter) {
        return switch (letter) {
            case 'c' -> List.of(Right.CREATE, Right.DELETE_MAILBOX);
            case 'd' -> List.of(Right.DELETE_MESSAGES, Right.EXPUNGE);
            default -> {
                for (Right right : Right.values()) {
                    if (right.letter() == letter) {
                        yield List.of(right);
                    }
                }
                throw new SyntaxError("rights are letters of lrswipkxtea");
            }
        };
    }

    public boolean has(Right right) {
        return set.contains(right);
    }

    public boolean isEmpty() {
        return set.isEmpty();
    }

    public Rights plus(Rights more) {
        Set<Right> all = new TreeSet<>(set);
        all.addAll(more.set);
        return new Rights(all);
    }

    public Rights minus(Rights fewer) {
        Set<Right> left = new TreeSet<>(set);
        left.removeAll(fewer.set);
        return new Rights(left);
    }

    /// Whether a mailbox opened with these is READ-ONLY (RFC 4314 §5.2).
    public boolean isReadOnly() {
        return CHANGING.stream().noneMatch(set::contains);
    }

    /// The right to set or clear this flag (RFC 4314 §4); keywords need [Right#WRITE].
    public static Right toChange(SystemFlag flag) {
        return switch (flag) {
            case SEEN -> Right.SEEN;
            case DELETED -> Right.DELETE_MESSAGES;
            case ANSWERED, FLAGGED, DRAFT -> Right.WRITE;
        };
    }

    /// What of these flags one with these rights may set or clear: STORE, APPEND and COPY change no others
    /// (RFC 4314 §4).
    public Flags mayChange(Flags wanted) {
        if (set.containsAll(FLAGGING)) {
            return wanted;
        }
        Set<SystemFlag> system = new TreeSet<>(wanted.system());
        system.removeIf(flag -> !has(toChange(flag)));
        return new Flags(system, has(Right.WRITE) ? wanted.keywords() : List.of());
    }

    /// What becomes of flags when one with these rights wants others: what may not be changed stays.
    Flags changed(Flags before, Flags wanted) {
        if (set.containsAll(FLAGGING)) {
            return wanted;
        }
        Set<SystemFlag> system = new TreeSet<>(before.system());
        system.removeAll(mayChange(before).system());
        system.addAll(mayChange(wanted).system());
        return new Flags(system, has(Right.WRITE) ? wanted.keywords() : before.keywords());
    }

    /// Whether annotations may be read and set (RFC 5464 §3.3).
    public boolean mayAnnotate() {
        return has(Right.LOOKUP)
                && (has(Right.READ) || has(Right.SEEN) || has(Right.WRITE) || has(Right.INSERT) || has(Right.POST));
    }

    /// Whether MYRIGHTS is answered (RFC 4314 §4).
    public boolean maySeeOwnRights() {
        return has(Right.LOOKUP)
                || has(Right.READ)
                || has(Right.INSERT)
                || has(Right.CREATE)
                || has(Right.DELETE_MAILBOX)
                || has(Right.ADMINISTER);
    }

    /// The letters of RFC 4314, in its order.
    public String letters() {
        var text = new StringBuilder();
        for (Right right : Right.values()) {
            if (has(right)) {
                text.append(right.letter());
            }
        }
        return text.toString();
    }

    /// As ACL and MYRIGHTS show them: followed by the obsolete letters of which a part is there (RFC 4314 §2.1.1).
    public String shown() {
        boolean c = has(Right.CREATE) || has(Right.DELETE_MAILBOX);
        boolean d = has(Right.DELETE_MESSAGES) || has(Right.EXPUNGE);
        return letters() + (c ? "c" : "") + (d ? "d" : "");
    }

    @Override
    public String toString() {
        return letters();
    }
}
