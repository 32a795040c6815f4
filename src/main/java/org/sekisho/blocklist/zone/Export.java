package org.sekisho.blocklist.zone;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.Effect;
import org.sekisho.blocklist.Entry;
import org.sekisho.blocklist.Subject;
import org.sekisho.blocklist.Terms;

/// Writes the list as text, line by line, read from the store page by page. Used by one thread, once.
public final class Export {
    /// The forms there are.
    public enum Format {
        /// For rbldnsd: addresses and domains, in its order of "the narrowest decides"; no senders, whom a DNS
        /// list does not know.
        RBLDNSD,
        /// Subjects with their reasons behind `#`, and `!` before exceptions; read by the import.
        TEXT,
        CSV
    }

    /// Which data set of rbldnsd.
    public enum Part {
        /// All three in one file, for rbldnsd's `combined`.
        COMBINED,
        /// For `ip4set` and `ip4trie`.
        IP4,
        /// For `ip6trie`.
        IP6,
        /// For `dnset`.
        NAMES;

        /// The one that follows in a combined file.
        private Part next() {
            return switch (this) {
                case COMBINED -> IP4;
                case IP4 -> IP6;
                case IP6, NAMES -> NAMES;
            };
        }

        /// @throws SyntaxError another word
        public static Part of(String word) {
            return choice(values(), word);
        }
    }

    private final Blocklist list;
    private final Consumer<String> lines;
    private final Exceptions exceptions;
    private long senders;
    private Part current = Part.COMBINED;

    public Export(Blocklist list, Consumer<String> lines) {
        this.list = list;
        this.lines = lines;
        this.exceptions = new Exceptions(network -> lines.accept("!" + network));
    }

    /// @throws SyntaxError another word
    public static Format format(String word) {
        return choice(Format.values(), word);
    }

    private static <E extends Enum<E>> E choice(E[] all, String word) {
        return Arrays.stream(all)
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(word))
                .findFirst()
                .orElseThrow(() -> new SyntaxError("expected one of "
                        + String.join(
                                ", ",
                                Arrays.stream(all)
                                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                                        .toList())));
    }

    /// @param part only for rbldnsd
    public void write(Format format, Part part) {
        switch (format) {
            case TEXT -> list.forEach(entry -> lines.accept(text(entry)));
            case CSV -> {
                lines.accept("id,subject,effect,at,since,until,reason,origin");
                list.forEach(entry -> lines.accept(csv(entry)));
            }
            case RBLDNSD -> rbldnsd(part);
        }
    }

    private static String text(Entry entry) {
        return (entry.isBlock() ? "" : "!") + entry.subject() + " # "
                + entry.terms().reason();
    }

    private static String csv(Entry entry) {
        Terms terms = entry.terms();
        return String.join(
                ",",
                List.of(
                        entry.id(),
                        quoted(entry.subject().toString()),
                        terms.effect().name().toLowerCase(Locale.ROOT),
                        terms.stage().name().toLowerCase(Locale.ROOT).replace("at_", ""),
                        terms.since().toString(),
                        terms.until().map(Object::toString).orElse(""),
                        quoted(terms.reason()),
                        quoted(terms.origin().toString())));
    }

    /// RFC 4180 §2; never begins with what a spreadsheet takes for a formula.
    private static String quoted(String text) {
        boolean formula = !text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0;
        return "\"" + (formula ? "'" : "") + text.replace("\"", "\"\"") + "\"";
    }

    // ---- rbldnsd

    private void rbldnsd(Part part) {
        lines.accept("# Sekisho's blocklist, version " + list.version());
        if (part != Part.COMBINED) {
            begin(part, false);
        }
        list.forEach(entry -> {
            Part of = part(entry);
            if (part == Part.COMBINED) {
                beginAllBefore(of);
            }
            if (of == part || (part == Part.COMBINED && of != Part.COMBINED)) {
                write(entry);
            }
        });
        exceptions.end();
        if (part == Part.COMBINED) {
            beginAllBefore(Part.COMBINED);
        }
        if (senders > 0) {
            lines.accept("# " + senders + " sender addresses are not here: a DNS list has none");
        }
    }

    /// COMBINED stands for what belongs into none: senders, which come last.
    private Part part(Entry entry) {
        return switch (entry.subject()) {
            case Subject.Addresses(var network) -> network.isV4() ? Part.IP4 : Part.IP6;
            case Subject.Names _ -> Part.NAMES;
            case Subject.Sender _ -> {
                senders++;
                yield Part.COMBINED;
            }
        };
    }

    /// The parts come in order; an empty one has its test entries all the same.
    private void beginAllBefore(Part next) {
        while (current != next && current != Part.NAMES) {
            current = current.next();
            begin(current, true);
        }
    }

    private void begin(Part part, boolean combined) {
        exceptions.end(); // those of the part before
        if (combined) {
            lines.accept("$DATASET " + type(part) + " @");
        }
        lines.accept(":127.0.0.2:listed");
        switch (part) {
            case IP4 -> test(TestEntries.LISTED_V4, TestEntries.NEVER_V4);
            case IP6 -> test(TestEntries.LISTED_V6 + "/128", TestEntries.NEVER_V6 + "/128");
            case NAMES -> test(TestEntries.LISTED_NAME, TestEntries.NEVER_NAME);
            case COMBINED -> {}
        }
    }

    private static String type(Part part) {
        return switch (part) {
            case IP4 -> "ip4trie";
            case IP6 -> "ip6trie";
            case NAMES -> "dnset";
            case COMBINED -> "combined";
        };
    }

    private void test(String listed, String never) {
        lines.accept(listed + " :127.0.0.2:" + TestEntries.REASON);
        lines.accept("!" + never);
    }

    private void write(Entry entry) {
        if (entry.subject() instanceof Subject.Addresses(var network) && network.isV4()) {
            if (!entry.isBlock()) {
                exceptions.allowed(network); // writes it when it knows what is blocked in it
                return;
            }
            exceptions.blocked(network);
        }
        lines.accept(line(entry));
    }

    private static String line(Entry entry) {
        String subject = switch (entry.subject()) {
            case Subject.Addresses(Network network) -> network.toString();
            case Subject.Names names -> names.toString();
            case Subject.Sender sender -> sender.toString();
        };
        return entry.terms().effect() == Effect.ALLOW
                ? "!" + subject
                : subject + " :127.0.0.2:" + entry.terms().reason().replace("$", "$$");
    }
}
