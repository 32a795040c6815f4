package org.sekisho.address;

/// The argument of RCPT TO. RFC 5321 §4.1.1.3.
public sealed interface ForwardPath {
    /// `<Postmaster>` without a domain, in any case (RFC 5321 §4.5.1).
    record Postmaster() implements ForwardPath {
        @Override
        public String toString() {
            return "<Postmaster>";
        }
    }

    /// `<local-part@domain>`.
    record To(Mailbox mailbox) implements ForwardPath {
        @Override
        public String toString() {
            return "<" + mailbox + ">";
        }
    }
}
