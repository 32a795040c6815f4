package org.sekisho.address;

/// `local-part@domain`. RFC 5321 §4.1.2 "Mailbox".
/// @param localPart compared exactly as written; accounts decide about case
/// @param host compared as lower-case A-labels
public record Mailbox(LocalPart localPart, Host host) {
    /// Reads `local-part@domain` without angle brackets.
    /// @throws SyntaxError anything else: a source route, no or two unquoted `@`, NUL, CR, LF, over-long parts
    public static Mailbox of(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1) {
            throw new SyntaxError("expected local-part@domain");
        }
        return new Mailbox(new LocalPart(text.substring(0, at)), Domain.of(text.substring(at + 1)));
    }

    /// True when SMTPUTF8 is needed to write this address (RFC 6531); the host is always ASCII.
    public boolean needsUtf8() {
        return localPart.value().chars().anyMatch(c -> c > 126);
    }

    @Override
    public String toString() {
        return localPart + "@" + host;
    }
}
