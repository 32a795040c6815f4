package org.sekisho.imap.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.sekisho.imap.StoreFlags;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.SystemFlag;

/// Flags as the words that IMAP has for them, and back (RFC 9051 §2.3.2). An instance remembers what it was asked: a
/// mailbox has
/// many messages and few different sets of flags. Used by one thread.
final class FlagsText {
    private static final int REMEMBERED = 256;
    static final int MAX_SHOWN_KEYWORDS = 500;

    static final Flags EVERY_SYSTEM_FLAG = Flags.of(SystemFlag.values());

    private final IdentityHashMap<Flags, List<String>> known = new IdentityHashMap<>();

    /// `\Seen`, `$Label1`
    List<String> of(Flags flags) {
        List<String> words = known.get(flags);
        if (words == null) {
            words = words(flags);
            if (known.size() < REMEMBERED) {
                known.put(flags, words);
            }
        }
        return words;
    }

    /// With \Recent (RFC 3501 §2.3.2).
    static List<String> recent(Flags flags) {
        List<String> words = words(flags);
        words.add("\\Recent");
        return words;
    }

    static List<String> words(Flags flags) {
        List<String> words = new ArrayList<>();
        EnumSet.allOf(SystemFlag.class).stream().filter(flags::has).forEach(flag -> words.add(flag.text()));
        words.addAll(flags.keywords());
        return words;
    }

    /// @param words `\Seen` or a keyword; \Recent is nobody's to set and is left out (RFC 9051 §2.3.2)
    /// @throws org.sekisho.address.SyntaxError not a keyword, or too many
    static Flags parse(List<String> words) {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        List<String> keywords = new ArrayList<>();
        for (String word : words) {
            Optional<SystemFlag> known = system(word);
            if (known.isPresent()) {
                system.add(known.get());
            } else if (!word.equalsIgnoreCase("\\Recent")) {
                keywords.add(word);
            }
        }
        return new Flags(system, keywords);
    }

    static Optional<SystemFlag> system(String word) {
        return EnumSet.allOf(SystemFlag.class).stream()
                .filter(flag -> flag.text().equalsIgnoreCase(word))
                .findFirst();
    }

    static Flags.Mode mode(StoreFlags.Mode mode) {
        return switch (mode) {
            case REPLACE -> Flags.Mode.REPLACE;
            case ADD -> Flags.Mode.ADD;
            case REMOVE -> Flags.Mode.REMOVE;
        };
    }

    /// The keywords of all messages. Flags of a mailbox are shared, so few of them are looked into.
    static SortedSet<String> keywords(Contents contents) {
        SortedSet<String> words = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        IdentityHashMap<Flags, Boolean> seen = new IdentityHashMap<>();
        Contents.Cursor cursor = contents.cursor();
        while (cursor.next()) {
            Flags flags = cursor.flags();
            if (!flags.keywords().isEmpty() && seen.size() < MAX_SHOWN_KEYWORDS && seen.put(flags, true) == null) {
                words.addAll(flags.keywords());
            }
            if (words.size() >= MAX_SHOWN_KEYWORDS) {
                return words;
            }
        }
        return words;
    }

    /// All system flags and these keywords.
    static List<String> all(Collection<String> keywords) {
        List<String> words = words(EVERY_SYSTEM_FLAG);
        keywords.stream().limit(MAX_SHOWN_KEYWORDS).forEach(words::add);
        return words;
    }
}
