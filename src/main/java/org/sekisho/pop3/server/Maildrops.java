package org.sekisho.pop3.server;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.Mailboxes;

/// Which maildrops are open: one session at a time for each (RFC 1939 §4). The lock holds within this process.
/// Safe from any thread.
public final class Maildrops {
    private final Mailboxes mailboxes;
    private final Set<AccountId> open = new HashSet<>();

    public Maildrops(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    /// Takes the lock and looks at the maildrop; closing it gives the lock back.
    /// @return empty: another session has it open
    Optional<Maildrop> open(AccountId account) {
        if (!enter(account)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Maildrop.of(mailboxes, account, () -> leave(account)));
        } catch (RuntimeException e) {
            leave(account);
            throw e;
        }
    }

    private synchronized boolean enter(AccountId account) {
        return open.add(account);
    }

    private synchronized void leave(AccountId account) {
        open.remove(account);
    }
}
