package org.sekisho.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.address.SyntaxError;

/// FETCH and STORE: what stands behind the sequence set. RFC 9051 §6.4.5, §6.4.6.
final class FetchGrammar {
    private static final List<FetchItem> FAST =
            List.of(FetchItem.Attribute.FLAGS, FetchItem.Attribute.INTERNALDATE, FetchItem.Attribute.RFC822_SIZE);

    /// Each is looked for in each message: a message has not as many parts.
    private static final int MAX_ITEMS = 1000;

    private final CommandScanner scanner;

    FetchGrammar(CommandScanner scanner) {
        this.scanner = scanner;
    }

    Command fetch(boolean uid) {
        SequenceSet set = scanner.sequenceSet();
        scanner.space();
        List<FetchItem> items = items();
        return new Command.Fetch(uid, set, items, scanner.skip(' ') ? modifiers(uid) : FetchModifiers.NONE);
    }

    private List<FetchItem> items() {
        if (scanner.at('(')) {
            return itemList();
        }
        String word = scanner.word("what to fetch");
        return switch (word) {
            case "FAST" -> FAST;
            case "ALL" -> with(FAST, FetchItem.Attribute.ENVELOPE);
            case "FULL" -> with(with(FAST, FetchItem.Attribute.ENVELOPE), FetchItem.Attribute.BODY);
            default -> List.of(item(word));
        };
    }

    private static List<FetchItem> with(List<FetchItem> items, FetchItem more) {
        var all = new ArrayList<>(items);
        all.add(more);
        return all;
    }

    List<FetchItem> itemList() {
        var items = new ArrayList<FetchItem>();
        scanner.fullList("what to fetch", () -> {
            if (items.size() == MAX_ITEMS) {
                throw new SyntaxError("more than " + MAX_ITEMS + " items");
            }
            items.add(item(scanner.word("what to fetch")));
        });
        return items;
    }

    private FetchItem item(String word) {
        return switch (word) {
            case "BODY" -> scanner.at('[') ? body(false) : FetchItem.Attribute.BODY;
            case "BODY.PEEK" -> body(true);
            case "BINARY" -> new FetchItem.Binary(bracketed(), false, partial());
            case "BINARY.PEEK" -> new FetchItem.Binary(bracketed(), true, partial());
            case "BINARY.SIZE" -> new FetchItem.BinarySize(bracketed());
            case "PREVIEW" -> preview();
            default -> attribute(word);
        };
    }

    private static FetchItem attribute(String word) {
        for (FetchItem.Attribute attribute : FetchItem.Attribute.values()) {
            if (attribute.text().equals(word)) {
                return attribute;
            }
        }
        throw new SyntaxError("there is no " + word + " to fetch");
    }

    /// A list of modifiers may follow; LAZY is the only one. RFC 8970 §3.
    private FetchItem preview() {
        if (!scanner.startsWith(" (LAZY)")) {
            return new FetchItem.Preview(false);
        }
        scanner.space();
        scanner.expect('(');
        scanner.word("LAZY");
        scanner.expect(')');
        return new FetchItem.Preview(true);
    }

    private FetchItem body(boolean peek) {
        scanner.expect('[');
        Section section = section();
        scanner.expect(']');
        return new FetchItem.Body(section, peek, partial());
    }

    /// Numbers and words have dots between them, and words have dots in them.
    private Section section() {
        List<Integer> part = new ArrayList<>();
        while (Characters.isDigit(scanner.peek())) {
            part.add(partNumber());
            if (!scanner.skip('.')) {
                return new Section.Whole(part);
            }
        }
        if (scanner.at(']') && part.isEmpty()) {
            return new Section.Whole(part);
        }
        return switch (scanner.word("a section")) {
            case "HEADER" -> new Section.Header(part);
            case "HEADER.FIELDS" -> new Section.HeaderFields(part, false, fieldNames());
            case "HEADER.FIELDS.NOT" -> new Section.HeaderFields(part, true, fieldNames());
            case "TEXT" -> new Section.Text(part);
            case "MIME" -> mime(part);
            default -> throw new SyntaxError("there is no such section");
        };
    }

    private static Section mime(List<Integer> part) {
        if (part.isEmpty()) {
            throw new SyntaxError("MIME is for a part only");
        }
        return new Section.Mime(part);
    }

    private int partNumber() {
        return (int) Math.min(scanner.nzNumber(), Integer.MAX_VALUE); // no message has so many
    }

    private List<String> fieldNames() {
        scanner.space();
        var names = new ArrayList<String>();
        scanner.fullList("a field name", () -> names.add(scanner.astring("a field name")));
        return names;
    }

    private List<Integer> bracketed() {
        scanner.expect('[');
        List<Integer> part = new ArrayList<>();
        if (!scanner.at(']')) {
            do {
                part.add(partNumber());
            } while (scanner.skip('.'));
        }
        scanner.expect(']');
        return part;
    }

    private Optional<FetchItem.Partial> partial() {
        if (!scanner.skip('<')) {
            return Optional.empty();
        }
        long offset = scanner.number64();
        scanner.expect('.');
        long octets = scanner.number64();
        scanner.expect('>');
        if (octets == 0) {
            throw new SyntaxError("a part of a section has one octet or more");
        }
        return Optional.of(new FetchItem.Partial(offset, octets));
    }

    private FetchModifiers modifiers(boolean uid) {
        var read = new Object() {
            OptionalLong changedSince = OptionalLong.empty();
            boolean vanished;
            Optional<PartialRange> partial = Optional.empty();
        };
        scanner.fullList("a modifier", () -> {
            switch (scanner.word("a modifier")) {
                case "CHANGEDSINCE" -> {
                    scanner.space();
                    read.changedSince = OptionalLong.of(scanner.number64());
                }
                case "VANISHED" -> read.vanished = true;
                case "PARTIAL" -> {
                    scanner.space();
                    read.partial = Optional.of(partialRange(scanner));
                }
                default -> throw new SyntaxError("there is no such modifier of FETCH");
            }
        });
        if (read.vanished && (!uid || read.changedSince.isEmpty())) {
            throw new SyntaxError("VANISHED is for UID FETCH with CHANGEDSINCE");
        }
        if (read.partial.isPresent() && !uid) {
            throw new SyntaxError("PARTIAL is for UID FETCH");
        }
        return new FetchModifiers(read.changedSince, read.vanished, read.partial);
    }

    /// `1:100` or `-1:-100`. RFC 9394 §3.1.
    static PartialRange partialRange(CommandScanner scanner) {
        boolean fromEnd = scanner.skip('-');
        long first = scanner.nzNumber();
        scanner.expect(':');
        if (scanner.skip('-') != fromEnd) {
            throw new SyntaxError("both numbers of PARTIAL have the same sign");
        }
        long last = scanner.nzNumber();
        return new PartialRange(Math.min(first, last), Math.max(first, last), fromEnd);
    }

    Command store(boolean uid) {
        SequenceSet set = scanner.sequenceSet();
        scanner.space();
        OptionalLong unchangedSince = OptionalLong.empty();
        if (scanner.skip('(')) {
            if (!scanner.skipWord("UNCHANGEDSINCE")) {
                throw scanner.expected("UNCHANGEDSINCE");
            }
            scanner.space();
            unchangedSince = OptionalLong.of(scanner.number64());
            scanner.expect(')');
            scanner.space();
        }
        StoreFlags.Mode mode = scanner.skip('+')
                ? StoreFlags.Mode.ADD
                : scanner.skip('-') ? StoreFlags.Mode.REMOVE : StoreFlags.Mode.REPLACE;
        boolean silent = switch (scanner.word("FLAGS")) {
            case "FLAGS" -> false;
            case "FLAGS.SILENT" -> true;
            default -> throw new SyntaxError("expected FLAGS or FLAGS.SILENT");
        };
        scanner.space();
        return new Command.Store(uid, set, unchangedSince, new StoreFlags(mode, silent, flags()));
    }

    private List<String> flags() {
        if (scanner.at('(')) {
            return scanner.flagList();
        }
        var flags = new ArrayList<String>();
        do {
            flags.add(scanner.flag());
        } while (scanner.skip(' '));
        return flags;
    }
}
