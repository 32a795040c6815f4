package org.sekisho.audit.relay;

/// Names that only one probe of one run uses, so that what arrives somewhere proves which one it was.
/// @param mark stands in the header and the body of its message, so that a notification shows it wherever it
/// quotes
/// @param victim the local part of its recipient outside
/// @param sender the local part of its sender outside, where it has one
public record Token(String mark, String victim, String sender) {
    static final String MARK = "relaycheck-";

    /// One with recipients of its own.
    static Token own(String unique) {
        return new Token(MARK + unique, "relayed-" + unique, "returned-" + unique);
    }

    /// One whose recipient outside, and sender outside, is always the same.
    static Token at(String localPart, String unique) {
        return new Token(MARK + unique, localPart, localPart);
    }
}
