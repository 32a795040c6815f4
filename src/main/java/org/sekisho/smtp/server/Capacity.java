package org.sekisho.smtp.server;

import org.sekisho.accounts.AccountId;

/// Whether an account has room for one more message: better said at RCPT, to who can still keep the message, than in
/// a bounce. Safe from any thread; throws `StorageException` when it cannot tell.
public interface Capacity {
    enum Answer {
        ENOUGH,
        /// Perhaps later: 452.
        LATER,
        /// Not for this one: 552.
        NONE
    }

    Capacity ENDLESS = (_, _) -> Answer.ENOUGH;

    /// @param octets of the message as far as they are known, else 0
    Answer of(AccountId account, long octets);
}
