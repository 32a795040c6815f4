package org.sekisho.sasl;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import org.sekisho.events.Secret;

/// One SASL exchange on the server side (RFC 4422 §3). A value machine: no I/O, no base64; the session does both,
/// and ends the exchange itself when the client sends `*`. Used by one thread.
public interface Exchange {
    /// The longest answer of a client that is looked at, decoded.
    int MAX_RESPONSE = 4096; // octets; RFC 4954 §4 wants 12288 base64 for Kerberos, which we do not speak

    /// The first step.
    /// @param initialResponse empty when the client sent none; present and of no octets when it sent `=`
    Step begin(Optional<byte[]> initialResponse);

    /// Every further step.
    /// @param response what the client sent, decoded
    Step next(byte[] response);

    /// @param host our name, for the challenge of CRAM-MD5
    static Exchange server(Mechanism mechanism, Keys keys, BoundChannel channel, String host, SecureRandom random) {
        return switch (mechanism) {
            case PLAIN -> new PlainExchange();
            case LOGIN -> new LoginExchange();
            case CRAM_MD5 -> new CramMd5Exchange(keys, host, random);
            case SCRAM_SHA_256 -> new ScramExchange(keys, channel, false, random);
            case SCRAM_SHA_256_PLUS -> new ScramExchange(keys, channel, true, random);
        };
    }

    sealed interface Step {
        /// Send this and read the client's answer.
        record Challenge(byte[] octets) implements Step {}

        /// The exchange is over.
        record Done(Result result) implements Step {}
    }

    sealed interface Result {
        /// A password to check (PLAIN, LOGIN).
        record Password(String authorizationId, String user, Secret password) implements Result {}

        /// A proof that was checked here and is good (SCRAM, CRAM-MD5).
        record Proof(String authorizationId, String user, String credential) implements Result {}

        /// A proof that was checked here and is wrong.
        /// @param why for the log
        record WrongProof(String user, String why) implements Result {}

        /// The client sent something its mechanism does not allow: 501 / BAD.
        record Malformed(String why) implements Result {}

        record SlowDown(Duration retryAfter) implements Result {}

        /// The keys could not be looked up.
        record CouldNotAsk(String why) implements Result {}
    }

    /// @return the end of an exchange whose client does not keep to the mechanism
    static Step malformed(String why) {
        return new Step.Done(new Result.Malformed(why));
    }
}
