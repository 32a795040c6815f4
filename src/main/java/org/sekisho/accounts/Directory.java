package org.sekisho.accounts;

import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.Host;
import org.sekisho.address.Mailbox;

/// Domains, accounts and aliases for reading, from an in-memory snapshot. Safe from any thread; never blocks on
/// I/O.
public interface Directory {
    Lookup find(Mailbox recipient);

    Optional<Account> account(AccountId id);

    /// The alias with this id, if it still exists.
    Optional<Lookup.Alias> alias(String id);

    /// True for our domains (suspended ones included) and for address literals of our own addresses.
    boolean isOurs(Host host);

    /// The account that answers for `postmaster` of this domain (or of the first domain), if there is one.
    Optional<Account> postmaster(Optional<Domain> domain);

    /// Whether this credential of this account may still be used: false once the account is suspended or removed
    /// or
    /// the credential revoked or expired.
    Standing standing(AccountId account, CredentialId credential);

    sealed interface Standing {
        record Good() implements Standing {}

        record Gone(String why) implements Standing {}

        record CouldNotAsk(String why) implements Standing {}
    }
}
