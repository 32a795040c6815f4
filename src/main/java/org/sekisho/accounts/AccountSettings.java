package org.sekisho.accounts;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;

/// What the directory has to be told from outside.
/// @param postmaster the account for roles that nobody has taken; empty: the oldest account
/// @param ownAddresses of this machine: `user@[address]` is then a user of the first domain
/// @param scram whether keys for SCRAM-SHA-256 are kept beside each password's hash
/// @param elsewhere why a domain cannot be hosted here, if it cannot; asked whenever one is added
public record AccountSettings(
        Optional<Mailbox> postmaster,
        Set<InetAddress> ownAddresses,
        boolean scram,
        Function<Domain, Optional<String>> elsewhere) {
    public static final AccountSettings DEFAULT = new AccountSettings(Optional.empty(), Set.of(), true);

    public AccountSettings(Optional<Mailbox> postmaster, Set<InetAddress> ownAddresses, boolean scram) {
        this(postmaster, ownAddresses, scram, _ -> Optional.empty());
    }
}
