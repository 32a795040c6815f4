package org.sekisho.address;

/// The argument of MAIL FROM. RFC 5321 §4.1.1.2.
public sealed interface ReversePath {
    /// `<>`, the sender of notifications: never answered by another one (RFC 5321 §4.5.5).
    record Null() implements ReversePath {
        @Override
        public String toString() {
            return "<>";
        }
    }

    /// `<local-part@domain>`.
    record From(Mailbox mailbox) implements ReversePath {
        @Override
        public String toString() {
            return "<" + mailbox + ">";
        }
    }
}
