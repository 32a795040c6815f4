package org.sekisho.address;

/// `local-part@domain`. RFC 5321 §4.1.2 "Mailbox".
/// @param localPart compared exactly as written; accounts decide about case
/// @param host compared as lower-case A-labels
public record Mailbox(LocalPart localPart, Host host) {
    private static final int MAX_OCTETS = 254; // RFC 5321 §4.5.3.1.3: 256 with the angle brackets

    public Mailbox {
        if (Utf8.length(localPart.toString()) + 1 + host.toString().length() > MAX_OCTETS) {
            throw new SyntaxError("a path has at most " + (MAX_OCTETS + 2) + " octets");
        }
    }

    /// Reads `local-part@domain` without angle brackets.
    /// @throws SyntaxError anything else: a source route, no or two unquoted `@`, NUL, CR, LF, over-long parts
    public static Mailbox of(String text) {
        var parser = new PathParser(text);
        var mailbox = parser.mailbox();
        if (!parser.rest().isEmpty()) {
            throw new SyntaxError("text after the address");
        }
        return mailbox;
    }

    /// True when SMTPUTF8 is needed to write this address (RFC 6531); the host is always ASCII.
    public boolean needsUtf8() {
        return !localPart.isAscii();
    }

    @Override
    public String toString() {
        return localPart + "@" + host;
    }
}
