package org.sekisho.smtp.client;

import org.sekisho.smtp.Reply;

/// What an attempt came to, for one recipient.
public sealed interface Outcome {
    /// The peer took it and answers for it now (RFC 5321 §6.1).
    /// @param reply to the end of the data
    /// @param dsn the peer knows DSN (RFC 3461): it reports success itself
    record Sent(Reply reply, boolean dsn) implements Outcome {}

    record NotSent(Failure failure) implements Outcome {}
}
