package org.sekisho.imap.server;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.StoreFlags;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Keywords;
import org.sekisho.mailbox.SystemFlag;

/// Flags as the words that IMAP has for them, and back (RFC 9051 §2.3.2). An instance remembers what it was asked: a
/// mailbox has
/// many messages and few different sets of flags. Used by one thread.
final class FlagsText {
    private static final int REMEMBERED = 256;

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

    /// RFC 5530 §3.
    static Completion tooManyKeywords() {
        return Completion.no(Plain.LIMIT, "at most " + Keywords.MAX + " different keywords in one mailbox");
    }

    /// What can be kept by who may change all flags, and whether new keywords may be made (RFC 9051 §7.1).
    static ResponseCode.PermanentFlags permanent(Keywords keywords) {
        return new ResponseCode.PermanentFlags(all(keywords), keywords.mayGrow());
    }

    /// All system flags and these keywords; of very many, the first.
    static List<String> all(Keywords keywords) {
        List<String> words = words(EVERY_SYSTEM_FLAG);
        keywords.words().stream().limit(Keywords.MAX).forEach(words::add);
        return words;
    }
}
