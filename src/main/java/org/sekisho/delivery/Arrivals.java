package org.sekisho.delivery;

import org.sekisho.accounts.AccountId;

/// Is told of every message that has come into an INBOX. Must return at once, and throw nothing.
public interface Arrivals {
    Arrivals IGNORED = (_, _) -> {};

    void arrived(AccountId account, long uid);
}
