package org.sekisho.address;

/// Reads one path or mailbox strictly and tells where it ends. RFC 5321 §4.1.2, RFC 6531 §3.3. Used by one
/// thread. Source routes are an error, where RFC 5321 §4.1.1.3 would rather have them ignored: today they only
/// come from those who look for a relay, and what is not rewritten cannot be rewritten wrongly.
public final class PathParser {
    private static final String POSTMASTER = "postmaster>"; // in any case, RFC 5321 §4.5.1

    private final String text;
    private int at;

    public PathParser(String text) {
        this(text, 0);
    }

    /// @param start where the path begins
    public PathParser(String text, int start) {
        this.text = text;
        this.at = start;
    }

    /// Reads octets from the wire; [#position] and [#rest] then count characters of the decoded text.
    /// @throws SyntaxError not UTF-8
    public static PathParser of(byte[] octets, int from, int to) {
        return new PathParser(Utf8.decode(octets, from, to));
    }

    /// How far the text was read: where the parameters begin.
    public int position() {
        return at;
    }

    /// What follows the path.
    public String rest() {
        return text.substring(at);
    }

    /// `<>` or `<mailbox>`. RFC 5321 §4.1.1.2.
    public ReversePath reversePath() {
        expect('<');
        if (peek() == '>') {
            at++;
            return new ReversePath.Null();
        }
        return new ReversePath.From(bracketed());
    }

    /// `<mailbox>` or `<Postmaster>`. RFC 5321 §4.1.1.3.
    public ForwardPath forwardPath() {
        expect('<');
        if (text.regionMatches(true, at, POSTMASTER, 0, POSTMASTER.length())) {
            at += POSTMASTER.length();
            return new ForwardPath.Postmaster();
        }
        return new ForwardPath.To(bracketed());
    }

    private Mailbox bracketed() {
        var mailbox = mailbox();
        expect('>');
        return mailbox;
    }

    /// `local-part@domain`, without brackets.
    public Mailbox mailbox() {
        if (peek() == '@') {
            throw new SyntaxError("source routes are not accepted (RFC 5321 appendix C)");
        }
        var localPart = peek() == '"' ? quotedString() : dotString();
        expect('@');
        var host = peek() == '[' ? literal() : domain();
        if (peek() == '@') {
            throw new SyntaxError("an address has one @; another one must be quoted");
        }
        return new Mailbox(localPart, host);
    }

    private LocalPart dotString() {
        int start = at;
        while (at < text.length() && (text.charAt(at) == '.' || LocalPart.isAtomText(text.charAt(at)))) {
            at++;
        }
        String value = text.substring(start, at);
        if (!LocalPart.isDotString(value)) {
            throw new SyntaxError("the part before the @ must be words with single dots between, or quoted");
        }
        return new LocalPart(value);
    }

    /// RFC 5321 §4.1.2 Quoted-string: a backslash quotes one printable ASCII character or space.
    private LocalPart quotedString() {
        var value = new StringBuilder();
        at++;
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
                if (peek() < ' ' || peek() > 126) {
                    throw new SyntaxError("a backslash quotes printable ASCII only");
                }
            }
            if (at >= text.length()) {
                throw new SyntaxError("a quoted string without end");
            }
            value.append(text.charAt(at++));
        }
        at++;
        return new LocalPart(value.toString());
    }

    private AddressLiteral literal() {
        int end = text.indexOf(']', at);
        if (end < 0) {
            throw new SyntaxError("an address literal without end");
        }
        var literal = AddressLiteral.ofBracketed(text.substring(at + 1, end));
        at = end + 1;
        return literal;
    }

    private Domain domain() {
        int start = at;
        while (at < text.length() && "> @".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return Domain.of(text.substring(start, at));
    }

    /// NUL at the end: no grammar here allows one.
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void expect(char expected) {
        if (at >= text.length() || text.charAt(at) != expected) {
            throw new SyntaxError("expected " + expected + " in the address");
        }
        at++;
    }
}
