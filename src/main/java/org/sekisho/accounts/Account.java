package org.sekisho.accounts;

import java.util.List;
import org.sekisho.address.Mailbox;

/// One user, as the snapshot shows it. Holds no secrets.
/// @param primary the address it was made with; its user name
/// @param addresses every address it owns and may send from, the primary first (aliases that lead to this account
/// alone included)
public record Account(AccountId id, Mailbox primary, List<Mailbox> addresses, State state) {
    public enum State {
        ACTIVE,
        /// May not log in nor send, queued mail included; still receives.
        SUSPENDED
    }
}
