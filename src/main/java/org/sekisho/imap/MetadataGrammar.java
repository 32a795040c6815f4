package org.sekisho.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.address.SyntaxError;

/// GETMETADATA and SETMETADATA. RFC 5464 §5.
final class MetadataGrammar {
    private final CommandScanner scanner;
    private OptionalLong maxSize = OptionalLong.empty();
    private MetadataQuery.Depth depth = MetadataQuery.Depth.ZERO;

    MetadataGrammar(CommandScanner scanner) {
        this.scanner = scanner;
    }

    /// The grammar has options before the mailbox, the examples of §4.2 have them behind it: both are taken.
    Command get() {
        if (scanner.at('(')) {
            options();
        }
        String mailbox = scanner.mailbox();
        scanner.space();
        if (scanner.startsWith("(MAXSIZE ") || scanner.startsWith("(DEPTH ")) {
            options();
        }
        return new Command.GetMetadata(mailbox, new MetadataQuery(maxSize, depth, entries()));
    }

    /// With the space behind them.
    private void options() {
        scanner.fullList("an option", () -> {
            String word = scanner.word("an option");
            scanner.space();
            switch (word) {
                case "MAXSIZE" -> maxSize = OptionalLong.of(scanner.number());
                case "DEPTH" -> depth = depth(scanner.word("a depth"));
                default -> throw new SyntaxError("there is no option " + word);
            }
        });
        scanner.space();
    }

    private static MetadataQuery.Depth depth(String word) {
        return switch (word) {
            case "0" -> MetadataQuery.Depth.ZERO;
            case "1" -> MetadataQuery.Depth.ONE;
            case "INFINITY" -> MetadataQuery.Depth.INFINITY;
            default -> throw new SyntaxError("the depth is 0, 1 or infinity");
        };
    }

    private List<String> entries() {
        var entries = new ArrayList<String>();
        if (scanner.at('(')) {
            scanner.fullList("an entry", () -> entries.add(entry(scanner)));
        } else {
            entries.add(entry(scanner));
        }
        return entries;
    }

    /// Compared without case (RFC 5464 §3.2), so kept in lower case.
    static String entry(CommandScanner scanner) {
        String name = scanner.astring("an entry").toLowerCase(Locale.ROOT);
        boolean good = name.startsWith("/")
                && !name.endsWith("/")
                && !name.contains("//")
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '*' && c != '%');
        if (!good) {
            throw new SyntaxError("expected an entry such as /private/comment");
        }
        return name;
    }

    Command set() {
        String mailbox = scanner.mailbox();
        scanner.space();
        var entries = new ArrayList<MetadataEntry>();
        scanner.fullList("an entry", () -> {
            String name = entry(scanner);
            scanner.space();
            entries.add(new MetadataEntry(name, value()));
        });
        return new Command.SetMetadata(mailbox, entries);
    }

    private Optional<Octets> value() {
        if (scanner.at('~')) {
            return Optional.of(Octets.of(scanner.literal8()));
        }
        if (scanner.atStringStart()) {
            return Optional.of(Octets.of(scanner.stringOctets("a value")));
        }
        if (scanner.skipWord("NIL")) {
            return Optional.empty();
        }
        throw scanner.expected("a value");
    }
}
