package org.sekisho.imap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.address.SyntaxError;
import org.sekisho.address.Utf8;

/// The tokens of a command, read from left to right. RFC 9051 §9. What is not there is a `SyntaxError`. Used by one
/// thread.
final class CommandScanner {
    private static final int END = -1;
    private static final int MAX_DIGITS = 19;
    private static final int SHOWN = 20; // characters of what was not understood

    private final ParserMode mode;
    /// Lines at even places, literals at odd ones.
    private final List<byte[]> pieces;

    private byte[] line;
    private int piece;
    private int at;
    private boolean concealed;

    CommandScanner(List<byte[]> pieces, ParserMode mode) {
        this.pieces = new ArrayList<>(pieces);
        this.mode = mode;
        this.line = pieces.getFirst();
    }

    /// A literal and the line behind it have come; what was read before is forgotten.
    void add(byte[] literal, byte[] next) {
        pieces.clear();
        pieces.add(line);
        pieces.add(literal);
        pieces.add(next);
        piece = 0;
    }

    /// Goes on with another line.
    void restart(byte[] next) {
        pieces.clear();
        pieces.add(next);
        line = next;
        piece = 0;
        at = 0;
    }

    /// From here on there are secrets: no error shows what is there.
    void conceal() {
        concealed = true;
    }

    ParserMode mode() {
        return mode;
    }

    /// The next octet, without sign, or -1 at the end of a line.
    int peek() {
        return at < line.length ? line[at] & 0xff : END;
    }

    boolean at(char c) {
        return peek() == c;
    }

    boolean atEnd() {
        return peek() == END;
    }

    /// True when it was there, and then it is read.
    boolean skip(char c) {
        if (at(c)) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char c) {
        if (!skip(c)) {
            throw new SyntaxError(c == ' ' ? "expected a space" + before() : "expected " + c + before());
        }
    }

    void space() {
        expect(' ');
    }

    void end() {
        if (!atEnd()) {
            throw new SyntaxError("expected the end of the command" + before());
        }
    }

    /// What comes next, so that a person finds the place; nothing that is not plain text.
    private String before() {
        if (concealed) {
            return "";
        }
        if (atEnd()) {
            return " at the end of the line";
        }
        var shown = new StringBuilder(" before ");
        for (int i = at; i < Math.min(line.length, at + SHOWN); i++) {
            shown.append(line[i] >= ' ' && line[i] < 0x7f ? (char) line[i] : '?');
        }
        return shown.toString();
    }

    SyntaxError expected(String what) {
        return new SyntaxError("expected " + what + before());
    }

    /// A word of the grammar: letters, digits, `.`, `-`, `_`; in upper case. Empty when there is none.
    String optionalWord() {
        int start = at;
        while (isWord(peek())) {
            at++;
        }
        return text(start).toUpperCase(Locale.ROOT);
    }

    private static boolean isWord(int c) {
        return (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z')
                || Characters.isDigit(c)
                || c == '.'
                || c == '-'
                || c == '_';
    }

    String word(String what) {
        String word = optionalWord();
        if (word.isEmpty()) {
            throw expected(what);
        }
        return word;
    }

    /// True when this text comes next, whatever its case; reads nothing.
    boolean startsWith(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (at + i >= line.length || Character.toUpperCase(line[at + i]) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Reads the word when it comes next, whatever its case, and nothing otherwise.
    boolean skipWord(String word) {
        int start = at;
        if (optionalWord().equals(word)) {
            return true;
        }
        at = start;
        return false;
    }

    Tag tag() {
        int start = at;
        while (peek() != END && Tag.isTagCharacter(peek())) {
            at++;
        }
        if (!atEnd() && !at(' ')) {
            throw new SyntaxError("expected a tag");
        }
        return new Tag(text(start));
    }

    String atom(String what) {
        int start = at;
        while (Characters.isAtom(peek())) {
            at++;
        }
        if (at == start) {
            throw expected(what);
        }
        return text(start);
    }

    private String text(int start) {
        return new String(line, start, at - start, StandardCharsets.US_ASCII);
    }

    /// The text of an astring.
    String astring(String what) {
        return utf8(astringOctets(what));
    }

    byte[] astringOctets(String what) {
        return atStringStart() ? stringOctets(what) : run(what, false);
    }

    boolean atStringStart() {
        return at('"') || at('{');
    }

    private byte[] run(String what, boolean wildcards) {
        int start = at;
        while (wildcards ? Characters.isList(peek()) : Characters.isAstring(peek())) {
            at++;
        }
        if (at == start) {
            throw expected(what);
        }
        return Arrays.copyOfRange(line, start, at);
    }

    String string(String what) {
        return utf8(stringOctets(what));
    }

    /// A quoted string or a literal.
    byte[] stringOctets(String what) {
        return switch (peek()) {
            case '"' -> quoted();
            case '{' -> literal();
            default -> throw expected(what);
        };
    }

    /// RFC 3501 has 7 bits here and RFC 9051 UTF-8; which of them was enabled is not looked at, since some clients
    /// send UTF-8 anyway, and it can mean nothing else.
    private byte[] quoted() {
        expect('"');
        int start = at;
        int escapes = 0;
        while (!at('"')) {
            if (skip('\\')) {
                escapes++;
                if (!at('"') && !at('\\')) {
                    throw expected("\" or \\ behind \\");
                }
            }
            int c = peek();
            if (c == END || c == 0 || c == '\r' || c == '\n') {
                throw expected("the end of a quoted string");
            }
            at++;
        }
        byte[] octets = Arrays.copyOfRange(line, start, at++);
        return escapes == 0 ? octets : unescaped(octets, escapes);
    }

    private static byte[] unescaped(byte[] quoted, int escapes) {
        byte[] octets = new byte[quoted.length - escapes];
        int from = 0;
        for (int i = 0; i < octets.length; i++) {
            from += quoted[from] == '\\' ? 1 : 0;
            octets[i] = quoted[from++];
        }
        return octets;
    }

    private byte[] literal() {
        byte[] octets = nextLiteral();
        for (byte octet : octets) {
            if (octet == 0) {
                throw new SyntaxError("a literal has no NUL");
            }
        }
        return octets;
    }

    /// `~{n}`: anything goes. The `~` comes next.
    byte[] literal8() {
        expect('~');
        return nextLiteral();
    }

    private byte[] nextLiteral() {
        Literal announced = announced().orElseThrow(() -> expected("a literal"));
        if (piece + 2 >= pieces.size() || announced.octets() != pieces.get(piece + 1).length) {
            throw expected("no literal");
        }
        byte[] octets = pieces.get(piece + 1);
        piece += 2;
        line = pieces.get(piece);
        at = 0;
        return octets;
    }

    /// The literal announced here, at the end of the line.
    Optional<Literal> announced() {
        int start = at('~') ? at + 1 : at;
        if (start >= line.length || line[start] != '{') {
            return Optional.empty();
        }
        for (int i = start + 1; i < line.length - 1; i++) {
            if (!Characters.isDigit(line[i]) && i != line.length - 2) {
                return Optional.empty();
            }
        }
        return Literal.endOf(line);
    }

    /// True when a literal is announced here and has not come yet.
    boolean awaitsLiteral() {
        return piece + 1 >= pieces.size() && announced().isPresent();
    }

    /// Goes to the end of the line, over the announcement.
    Literal skipAnnouncement() {
        Literal literal = announced().orElseThrow(() -> expected("a literal"));
        at = line.length;
        return literal;
    }

    static String utf8(byte[] octets) {
        return Utf8.decode(octets, 0, octets.length);
    }

    /// Empty for NIL.
    Optional<String> nstring(String what) {
        if (atStringStart()) {
            return Optional.of(string(what));
        }
        if (skipWord("NIL")) {
            return Optional.empty();
        }
        throw expected(what);
    }

    String mailbox() {
        return name(astringOctets("a mailbox name"));
    }

    /// A name with wildcards. What is not modified UTF-7 is the pattern of no mailbox, and no error.
    String listMailbox() {
        byte[] octets = atStringStart() ? stringOctets("a mailbox name") : run("a mailbox name", true);
        try {
            return name(octets);
        } catch (BadMailboxName _) {
            return utf8(octets).replace('&', IN_NO_NAME);
        }
    }

    private static final char IN_NO_NAME = '\0';

    /// The command is right, but there cannot be such a mailbox.
    static final class BadMailboxName extends RuntimeException {
        BadMailboxName(SyntaxError why) {
            super(why.getMessage(), null, false, false);
        }
    }

    private String name(byte[] octets) {
        String name = utf8(octets);
        try {
            return mode.unicode() ? name : ModifiedUtf7.decode(name);
        } catch (SyntaxError e) {
            throw new BadMailboxName(e);
        }
    }

    /// 32 bits, from 0.
    long number() {
        return number("a number", 0, SequenceSet.MAX_NUMBER);
    }

    /// 32 bits, from 1.
    long nzNumber() {
        return number("a number from 1", 1, SequenceSet.MAX_NUMBER);
    }

    /// 63 bits, from 0: sizes and modification sequences.
    long number64() {
        return number("a number", 0, Long.MAX_VALUE);
    }

    private long number(String what, long least, long most) {
        int start = at;
        while (Characters.isDigit(peek())) {
            at++;
        }
        if (at == start || at - start > MAX_DIGITS) {
            at = start;
            throw expected(what);
        }
        long number = 0;
        for (int i = start; i < at; i++) {
            int digit = line[i] - '0';
            if (number > (most - digit) / 10) {
                at = start;
                throw expected(what + " up to " + most);
            }
            number = 10 * number + digit;
        }
        if (number < least) {
            at = start;
            throw expected(what);
        }
        return number;
    }

    SequenceSet sequenceSet() {
        return skip('$') ? new SequenceSet.SavedResult() : numbers();
    }

    SequenceSet.Numbers numbers() {
        var builder = new SequenceSet.Builder();
        do {
            long first = sequenceNumber();
            builder.add(first, skip(':') ? sequenceNumber() : first);
        } while (skip(','));
        return builder.build();
    }

    private long sequenceNumber() {
        return skip('*') ? SequenceSet.Builder.STAR : nzNumber();
    }

    /// `\Seen` or a keyword.
    String flag() {
        if (!skip('\\')) {
            return atom("a flag");
        }
        String name = atom("a flag");
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "ANSWERED" -> "\\Answered";
            case "FLAGGED" -> "\\Flagged";
            case "DELETED" -> "\\Deleted";
            case "SEEN" -> "\\Seen";
            case "DRAFT" -> "\\Draft";
            default -> throw new SyntaxError("there is no flag \\" + name + " that a client can set");
        };
    }

    /// `(a b)`, also empty. Runs `item` for each; it reads one.
    void list(Runnable item) {
        expect('(');
        if (skip(')')) {
            return;
        }
        do {
            item.run();
        } while (skip(' '));
        expect(')');
    }

    /// As [#list], with one item or more.
    void fullList(String what, Runnable item) {
        expect('(');
        if (at(')')) {
            throw expected(what);
        }
        do {
            item.run();
        } while (skip(' '));
        expect(')');
    }

    List<String> flagList() {
        var flags = new ArrayList<String>();
        list(() -> flags.add(flag()));
        return flags;
    }
}
