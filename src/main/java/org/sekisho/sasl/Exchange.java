package org.sekisho.sasl;

/// One SASL exchange on the server side (RFC 4422 §3). A value machine: no I/O, no base64; the session does both.
/// Used by one thread.
public interface Exchange {
    /// @param response what the client sent, decoded; empty for "no initial response" on the first call
    Step next(byte[] response);

    sealed interface Step {
        /// Send this and read the client's answer.
        record Challenge(byte[] octets) implements Step {}

        /// The exchange is over.
        record Done(byte[] lastChallenge, Result result) implements Step {}
    }

    sealed interface Result {
        /// A password to check (PLAIN, LOGIN).
        record Password(String authorizationId, String user, org.sekisho.events.Secret password) implements Result {}

        /// A proof that was checked here (SCRAM, CRAM-MD5).
        record Proof(String authorizationId, String user, String credential, boolean good) implements Result {}

        /// The client sent something its mechanism does not allow: 501 / BAD.
        record Malformed(String why) implements Result {}

        /// The keys could not be looked up.
        record CouldNotAsk(String why) implements Result {}
    }
}
