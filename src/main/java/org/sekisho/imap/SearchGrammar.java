package org.sekisho.imap;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.SyntaxError;

/// SEARCH, SORT and THREAD. RFC 9051 §6.4.4, RFC 5256.
final class SearchGrammar {
    /// Keys within keys: a client that searches ten fields for ten words nests a hundred ORs.
    static final int MAX_DEPTH = 128;
    /// Keys in all: each may have to look into every message.
    static final int MAX_KEYS = 1000;

    private final CommandScanner scanner;
    private Charset charset = StandardCharsets.UTF_8; // without CHARSET: RFC 9051 §6.4.4; US-ASCII is a part of it
    private int depth;
    private int keys;

    SearchGrammar(CommandScanner scanner) {
        this.scanner = scanner;
    }

    /// There is no such charset here: NO [BADCHARSET].
    static final class BadCharset extends RuntimeException {
        BadCharset(String name) {
            super("the charset " + name + " is not known", null, false, false);
        }
    }

    Command search(boolean uid) {
        Optional<SearchReturn> returns = returns();
        if (scanner.skipWord("CHARSET")) {
            scanner.space();
            charset();
            scanner.space();
        }
        return new Command.Search(uid, returns, keys());
    }

    Command sort(boolean uid) {
        Optional<SearchReturn> returns = returns();
        var sortKeys = new ArrayList<SortKey>();
        scanner.fullList("a sort key", () -> sortKeys.add(sortKey()));
        scanner.space();
        charset();
        scanner.space();
        return new Command.Sort(uid, returns, sortKeys, keys());
    }

    private SortKey sortKey() {
        boolean reverse = scanner.skipWord("REVERSE");
        if (reverse) {
            scanner.space();
        }
        return new SortKey(constant(SortKey.Criterion.class, scanner.word("a sort key")), reverse);
    }

    Command thread(boolean uid) {
        ThreadAlgorithm algorithm = constant(ThreadAlgorithm.class, scanner.word("an algorithm"));
        scanner.space();
        charset();
        scanner.space();
        return new Command.Thread(uid, algorithm, keys());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        for (E constant : EnumSet.allOf(type)) {
            if (constant.name().equals(word)) {
                return constant;
            }
        }
        throw new SyntaxError("there is no " + word + " here");
    }

    private void charset() {
        String name = scanner.astring("a charset");
        if (scanner.mode().utf8() && !name.equalsIgnoreCase("UTF-8")) {
            throw new SyntaxError("after ENABLE UTF8=ACCEPT everything is UTF-8"); // RFC 6855 §3
        }
        try {
            if (!Charset.isSupported(name)) {
                throw new BadCharset(name);
            }
            charset = Charset.forName(name);
        } catch (IllegalCharsetNameException _) {
            throw new BadCharset(name);
        }
    }

    private Optional<SearchReturn> returns() {
        if (!scanner.skipWord("RETURN")) {
            return Optional.empty();
        }
        scanner.space();
        Set<SearchReturn.Option> options = EnumSet.noneOf(SearchReturn.Option.class);
        var pages = new ArrayList<PartialRange>();
        scanner.list(() -> {
            String word = scanner.word("what to return");
            if (word.equals("PARTIAL")) {
                scanner.space();
                pages.add(FetchGrammar.partialRange(scanner));
            } else {
                options.add(constant(SearchReturn.Option.class, word));
            }
        });
        scanner.space();
        if (pages.size() > 1 || (!pages.isEmpty() && options.contains(SearchReturn.Option.ALL))) {
            throw new SyntaxError("PARTIAL is there once, and without ALL"); // RFC 9394 §3.1
        }
        if (options.isEmpty() && pages.isEmpty()) {
            options.add(SearchReturn.Option.ALL); // RFC 9051 §6.4.4
        }
        return Optional.of(new SearchReturn(options, pages.stream().findFirst()));
    }

    private SearchKey keys() {
        List<SearchKey> keys = new ArrayList<>();
        do {
            keys.add(key());
        } while (scanner.skip(' '));
        return keys.size() == 1 ? keys.getFirst() : new SearchKey.And(keys);
    }

    private SearchKey key() {
        if (++depth > MAX_DEPTH) {
            throw new SyntaxError("more than " + MAX_DEPTH + " keys within keys");
        }
        if (++keys > MAX_KEYS) {
            throw new SyntaxError("more than " + MAX_KEYS + " search keys");
        }
        SearchKey key = keyHere();
        depth--;
        return key;
    }

    private SearchKey keyHere() {
        if (scanner.skip('(')) {
            SearchKey key = keys();
            scanner.expect(')');
            return key;
        }
        if (Characters.isDigit(scanner.peek()) || scanner.at('*') || scanner.at('$')) {
            return new SearchKey.Sequence(scanner.sequenceSet());
        }
        String word = scanner.word("a search key");
        return switch (word) {
            case "NOT" -> {
                scanner.space();
                yield not(key());
            }
            case "OR" -> {
                scanner.space();
                SearchKey left = key();
                scanner.space();
                yield new SearchKey.Or(left, key());
            }
            case "BCC", "BODY", "CC", "FROM", "SUBJECT", "TEXT", "TO" ->
                new SearchKey.Contains(constant(SearchKey.Place.class, word), text());
            case "HEADER" -> {
                scanner.space();
                String name = scanner.astring("a field name");
                yield new SearchKey.HeaderField(name, text());
            }
            default -> dateOrFlag(word);
        };
    }

    private static SearchKey not(SearchKey key) {
        return new SearchKey.Not(key);
    }

    private SearchKey dateOrFlag(String word) {
        return switch (word) {
            case "BEFORE", "ON", "SINCE" -> dated(SearchKey.DateKind.INTERNAL, word);
            case "SENTBEFORE", "SENTON", "SENTSINCE" -> dated(SearchKey.DateKind.SENT, word.substring("SENT".length()));
            case "SAVEDBEFORE", "SAVEDON", "SAVEDSINCE" ->
                dated(SearchKey.DateKind.SAVED, word.substring("SAVED".length()));
            case "ANSWERED" -> new SearchKey.HasFlag("\\Answered");
            case "DELETED" -> new SearchKey.HasFlag("\\Deleted");
            case "DRAFT" -> new SearchKey.HasFlag("\\Draft");
            case "FLAGGED" -> new SearchKey.HasFlag("\\Flagged");
            case "SEEN" -> new SearchKey.HasFlag("\\Seen");
            case "UNANSWERED" -> not(new SearchKey.HasFlag("\\Answered"));
            case "UNDELETED" -> not(new SearchKey.HasFlag("\\Deleted"));
            case "UNDRAFT" -> not(new SearchKey.HasFlag("\\Draft"));
            case "UNFLAGGED" -> not(new SearchKey.HasFlag("\\Flagged"));
            case "UNSEEN" -> not(new SearchKey.HasFlag("\\Seen"));
            case "RECENT" -> new SearchKey.Recent();
            case "OLD" -> not(new SearchKey.Recent());
            case "NEW" -> new SearchKey.And(List.of(new SearchKey.Recent(), not(new SearchKey.HasFlag("\\Seen"))));
            default -> other(word);
        };
    }

    private SearchKey other(String word) {
        switch (word) {
            case "ALL" -> {
                return new SearchKey.All();
            }
            case "SAVEDATESUPPORTED" -> {
                return new SearchKey.SaveDateSupported();
            }
            case "KEYWORD",
                    "UNKEYWORD",
                    "LARGER",
                    "SMALLER",
                    "OLDER",
                    "YOUNGER",
                    "UID",
                    "MODSEQ",
                    "EMAILID",
                    "THREADID" -> scanner.space();
            default -> throw new SyntaxError("there is no search key " + word);
        }
        return switch (word) {
            case "KEYWORD" -> new SearchKey.HasFlag(scanner.atom("a keyword"));
            case "UNKEYWORD" -> not(new SearchKey.HasFlag(scanner.atom("a keyword")));
            case "LARGER" -> new SearchKey.Larger(scanner.number64());
            case "SMALLER" -> new SearchKey.Smaller(scanner.number64());
            case "OLDER" -> new SearchKey.Older(scanner.nzNumber());
            case "YOUNGER" -> new SearchKey.Younger(scanner.nzNumber());
            case "UID" -> new SearchKey.Uid(scanner.sequenceSet());
            case "EMAILID" -> new SearchKey.EmailId(scanner.astring("an id"));
            case "THREADID" -> new SearchKey.ThreadId(scanner.astring("an id"));
            default -> modSeq();
        };
    }

    private SearchKey dated(SearchKey.DateKind kind, String comparison) {
        scanner.space();
        return new SearchKey.Dated(kind, constant(SearchKey.Comparison.class, comparison), Dates.date(scanner));
    }

    /// `MODSEQ 5` or `MODSEQ "/flags/\\Seen" all 5`.
    private SearchKey modSeq() {
        Optional<String> entry = Optional.empty();
        if (scanner.at('"')) {
            entry = Optional.of(scanner.string("an entry"));
            scanner.space();
            String type = scanner.word("an entry's type");
            if (!Set.of("PRIV", "SHARED", "ALL").contains(type)) {
                throw new SyntaxError("expected priv, shared or all");
            }
            scanner.space();
        }
        return new SearchKey.ModSeq(scanner.number64(), entry);
    }

    /// With the space before it.
    private String text() {
        scanner.space();
        byte[] octets = scanner.astringOctets("a text");
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException _) {
            throw new SyntaxError("the text to look for is not " + charset.name());
        }
    }
}
