package org.sekisho.message;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// Reads an address list. RFC 5322 §3.4, without the obsolete forms that readers disagree about (§4.4: routes,
/// white space or comments inside an address, empty list elements). Used by one thread, once.
public final class AddressListParser {
    private static final int MAX_ADDRESSES = 1000;
    private static final String ATOM_SPECIALS = "()<>[]:;@\\,\"";

    private final String text;
    private final List<Mailbox> found = new ArrayList<>(1);
    private int at;

    /// @param text unfolded
    public AddressListParser(String text) {
        this.text = text;
    }

    /// All mailboxes, those in groups too; empty for an empty group.
    /// @throws SyntaxError not such a list
    public List<Mailbox> addresses() {
        boolean more = true;
        while (more) {
            address(true);
            more = take(',');
        }
        if (at < text.length()) {
            throw new SyntaxError("unexpected " + printable(text.charAt(at)));
        }
        return found;
    }

    /// A phrase tells what it belongs to only by what follows it.
    private void address(boolean groupAllowed) {
        skipComments();
        int start = at;
        Phrase phrase = phrase();
        if (take('<')) {
            skipComments();
            int inner = at;
            add(phrase(), inner);
            expect('>');
            skipComments();
        } else if (groupAllowed && phrase.words > 0 && take(':')) {
            group();
        } else {
            add(phrase, start);
        }
    }

    private void group() {
        skipComments();
        if (!take(';')) {
            do {
                address(false);
            } while (take(','));
            expect(';');
        }
        skipComments();
    }

    /// Words and dots.
    /// @param words how many atoms and quoted strings
    /// @param end behind the last one
    /// @param whole nothing stood between them
    private record Phrase(int words, int end, boolean whole) {}

    private Phrase phrase() {
        int words = 0;
        int end = at;
        boolean whole = true;
        while (at < text.length() && isWordStart(text.charAt(at))) {
            whole &= at == end;
            if (text.charAt(at) == '"') {
                quoted();
            } else {
                atomWithDots();
            }
            words++;
            end = at;
            skipComments();
        }
        return new Phrase(words, end, whole);
    }

    private void add(Phrase localPart, int start) {
        if (localPart.words == 0 || !localPart.whole || at != localPart.end || at == text.length()) {
            throw new SyntaxError("expected an address");
        }
        expect('@');
        int domain = at;
        if (peek() == '[') {
            at = text.indexOf(']', at) + 1;
            if (at == 0) {
                throw new SyntaxError("an address literal without end");
            }
        } else {
            atomWithDots();
        }
        if (found.size() == MAX_ADDRESSES) {
            throw new SyntaxError("too many addresses");
        }
        found.add(Mailbox.of(text.substring(start, domain) + text.substring(domain, at)));
        skipComments();
    }

    private void atomWithDots() {
        while (at < text.length() && isAtomText(text.charAt(at))) {
            at++;
        }
    }

    private void quoted() {
        at++;
        while (peek() != '"') {
            at += peek() == '\\' ? 2 : 1;
            if (at >= text.length()) {
                throw new SyntaxError("a quoted string without end");
            }
        }
        at++;
    }

    /// RFC 5322 §3.2.2 CFWS; comments nest.
    private void skipComments() {
        int depth = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') {
                depth++;
            } else if (c == ')' && depth > 0) {
                depth--;
            } else if (c == '\\' && depth > 0) {
                at++;
            } else if (depth == 0 && c != ' ' && c != '\t') {
                return;
            }
            at++;
        }
        if (depth > 0 || at > text.length()) {
            throw new SyntaxError("a comment without end");
        }
    }

    private static boolean isWordStart(char c) {
        return c == '"' || isAtomText(c);
    }

    private static boolean isAtomText(char c) {
        return c > ' ' && c != 127 && (c < 0x80 || c >= 0xA0) && c != '\uFFFD' && ATOM_SPECIALS.indexOf(c) < 0;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private boolean take(char wanted) {
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!take(wanted)) {
            throw new SyntaxError("expected " + wanted);
        }
    }

    private static String printable(char c) {
        return c > ' ' && c < 127 ? String.valueOf(c) : "character";
    }
}
