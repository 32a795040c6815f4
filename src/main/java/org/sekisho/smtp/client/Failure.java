package org.sekisho.smtp.client;

import java.util.Optional;
import org.sekisho.smtp.Reply;

/// Why something was not delivered.
/// @param permanent trying again will not help
/// @param uncertain the reply to the end of the data was lost: the peer may have taken the message. Trying again
///     may deliver it twice, not trying again may lose it; RFC 1047, RFC 5321 §4.5.4.1: try again
/// @param enhancedCode RFC 3463, e.g. `4.4.1`
/// @param text for the log, the queue listing and the report, e.g.
/// `mx.example.test[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT)`
/// @param reply what the peer said, if it was the peer who said no
public record Failure(
        Scope scope, boolean permanent, boolean uncertain, String enhancedCode, String text, Optional<Reply> reply) {
    /// Whom it concerns, which tells what may be tried next.
    public enum Scope {
        /// A connection kept from an earlier message had ended: nothing was tried, open another one.
        KEPT_CONNECTION,
        /// This host, whatever the message: the next host may be asked.
        HOST,
        /// This message, at this destination.
        MESSAGE,
        RECIPIENT
    }

    public Failure {
        if (enhancedCode.charAt(0) != (permanent ? '5' : '4')) {
            throw new IllegalArgumentException("a code of the other kind: " + enhancedCode);
        }
    }

    static Failure temporary(Scope scope, String enhancedCode, String text) {
        return new Failure(scope, false, false, enhancedCode, text, Optional.empty());
    }

    static Failure permanent(Scope scope, String enhancedCode, String text) {
        return new Failure(scope, true, false, enhancedCode, text, Optional.empty());
    }

    Failure as(Scope other) {
        return new Failure(other, permanent, uncertain, enhancedCode, text, reply);
    }

    /// A "never" that is only believed for now.
    Failure softened() {
        return new Failure(scope, false, uncertain, "4" + enhancedCode.substring(1), text, reply);
    }
}
