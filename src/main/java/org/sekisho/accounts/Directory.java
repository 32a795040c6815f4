package org.sekisho.accounts;

import java.util.List;
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

    /// Whether this account may send from this address: its own, a subaddress of it, an alias that leads to it
    /// alone. Local parts compare without case. What an app password narrows is in [Login#allowedFrom].
    boolean owns(AccountId account, Mailbox address);

    /// Whether two addresses are one to us: local parts without regard to case, and in Unicode's NFC form.
    static boolean same(Mailbox one, Mailbox other) {
        return AddressKey.of(one).equals(AddressKey.of(other));
    }

    /// Everyone an alias leads to in the end, through aliases among its members; each once, loops and chains of
    /// more than ten ignored.
    Expansion expand(Lookup.Alias alias);

    /// True for our domains (suspended ones included) and for address literals of our own addresses.
    boolean isOurs(Host host);

    /// The account that answers for `postmaster` of this domain (or of the first domain), if there is one.
    Optional<Account> postmaster(Optional<Domain> domain);

    /// Whether this credential of this account may still be used: [Standing.Gone] once the account or its domain
    /// is suspended or removed, or the credential revoked or expired.
    Standing standing(AccountId account, CredentialId credential);

    /// The same for a session, which also ends with the secret it was opened with: [Standing.Gone] once the account
    /// has another password.
    Standing standing(Login session);

    /// @param outside members at domains that are not ours, with the alias that names each: its permit is the one
    /// needed
    /// @param nobody members of ours that do not exist (any more)
    record Expansion(List<Account> accounts, List<Outside> outside, List<Mailbox> nobody) {}

    record Outside(Lookup.Alias alias, Mailbox member) {}

    sealed interface Standing {
        record Good() implements Standing {}

        record Gone(String why) implements Standing {}

        record CouldNotAsk(String why) implements Standing {}
    }
}
