package org.sekisho.accounts;

import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;

/// A domain of ours.
/// @param sequence grows with every domain; the lowest is the first domain
/// @param suspended takes no mail, and its accounts may not log in nor send
/// @param separators characters, each of which may divide a user name from a detail; empty: no subaddresses
/// @param catchAll who gets what nobody else gets: an address of an account or alias of ours
public record HostedDomain(
        Domain domain, long sequence, boolean suspended, String separators, Optional<Mailbox> catchAll) {
    public static final String DEFAULT_SEPARATORS = "+";

    HostedDomain withSuspended(boolean value) {
        return new HostedDomain(domain, sequence, value, separators, catchAll);
    }

    HostedDomain withSeparators(String value) {
        return new HostedDomain(domain, sequence, suspended, value, catchAll);
    }

    HostedDomain withCatchAll(Optional<Mailbox> value) {
        return new HostedDomain(domain, sequence, suspended, separators, value);
    }
}
