package org.sekisho.accounts;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.sekisho.events.Secret;
import org.sekisho.sasl.BoundChannel;
import org.sekisho.sasl.Keys;
import org.sekisho.sasl.Mechanism;

/// Checks what a client claims. Safe from any thread; may block: Argon2id runs on few platform threads, and
/// guessing is slowed per client address and per account without locking the owner out. Writes `login.ok` and
/// `login.failed`.
public interface Authenticator {
    /// What to offer there: nothing without TLS, and on port 25 only where the settings say so.
    List<Mechanism> offered(Attempt attempt);

    /// @param authorizationId empty or equal to the user name; acting for another is refused
    Verdict verifyPassword(Attempt attempt, String authorizationId, String user, Secret password);

    /// One attempt with a mechanism that does not show the password; for one exchange.
    Proving proving(Attempt attempt);

    /// The exchange asks [Keys] for one user, checks the proof, and one of the two others ends it.
    interface Proving extends Keys {
        /// The proof was good: applies scope and suspension.
        Verdict proved(String authorizationId, String user, CredentialId credential);

        /// @param why for the log
        Verdict refused(String user, String why);
    }

    /// Where the client sits.
    /// @param tls false refuses everything: AUTH is for TLS only
    record Attempt(InetAddress client, Service service, boolean tls, BoundChannel channel) {
        public Attempt(InetAddress client, Service service, boolean tls) {
            this(client, service, tls, BoundChannel.NONE);
        }
    }

    sealed interface Verdict {
        record LoggedIn(Login login) implements Verdict {}

        /// Wrong name, wrong password, suspended, out of scope: the client is told no more than "no" (RFC 4954
        /// §6, 535 5.7.8).
        /// @param why for our log only
        record Rejected(String why) implements Verdict {}

        /// Too many wrong guesses from there: 454 / [UNAVAILABLE], not checked at all.
        record SlowDown(Duration retryAfter) implements Verdict {}

        record CouldNotAsk(String why) implements Verdict {}
    }
}
