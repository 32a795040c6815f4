package org.sekisho.accounts;

import java.net.InetAddress;
import java.util.Optional;
import org.sekisho.events.Secret;

/// Checks what a client claims. Safe from any thread; may block: Argon2id runs on few platform threads, and
/// guessing
/// is slowed per
/// client address and per account without locking the owner out.
public interface Authenticator {
    /// @param authorizationId empty or equal to the user name; acting for another is refused
    Verdict verifyPassword(Attempt attempt, String authorizationId, String user, Secret password);

    /// What SCRAM-SHA-256 needs for this user; for unknown users a stable made-up salt, so that nobody learns who
    /// exists (RFC 5802 §5.1).
    ScramKeys scramKeys(Attempt attempt, String user);

    /// The precomputed CRAM-MD5 state, only for accounts that opted in.
    Optional<CramKeys> cramKeys(Attempt attempt, String user);

    /// Ends an exchange whose proof the mechanism itself has checked: applies scope, suspension and throttling,
    /// counts a failure.
    Verdict conclude(Attempt attempt, String user, CredentialId credential, boolean proofGood);

    /// Where the client sits.
    /// @param tls false refuses every mechanism that shows a password
    record Attempt(InetAddress client, Service service, boolean tls) {}

    /// @param credential which credential these keys belong to
    record ScramKeys(
            byte[] salt, int iterations, byte[] storedKey, byte[] serverKey, CredentialId credential, boolean real) {}

    /// HMAC-MD5 inner and outer state (RFC 2195 appendix).
    record CramKeys(byte[] inner, byte[] outer, CredentialId credential) {}

    sealed interface Verdict {
        record LoggedIn(Login login) implements Verdict {}

        /// Wrong name, wrong password, suspended, out of scope: the client is told no more than "no" (RFC 4954
        /// §6,
        /// 535 5.7.8).
        /// @param why for our log only
        record Rejected(String why) implements Verdict {}

        /// Too many wrong guesses from there: 454 / [UNAVAILABLE], not checked at all.
        record SlowDown(java.time.Duration retryAfter) implements Verdict {}

        record CouldNotAsk(String why) implements Verdict {}
    }
}
