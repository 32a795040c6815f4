package org.sekisho.accounts;

import java.util.List;
import org.sekisho.address.Mailbox;

/// What the directory knows about one recipient.
public sealed interface Lookup {
    /// A mailbox of ours: by its address, a subaddress (`user+detail`), a catch-all.
    /// @param detail the text after the separator, or empty
    record Found(Account account, String detail) implements Lookup {}

    /// A rule that sends mail on.
    record Forward(Alias alias) implements Lookup {}

    /// Our domain, but nobody there has this local part.
    record NoSuchUser() implements Lookup {}

    /// Our domain, but it takes no mail at present (suspended).
    record DomainSuspended() implements Lookup {}

    /// Not a domain of ours.
    record ForeignDomain() implements Lookup {}

    /// The directory could not be asked: never "no".
    record Unavailable(String why) implements Lookup {}

    /// An alias with its members.
    /// @param id stable name of the rule, the owner of forward permits
    /// @param owner the account or `postmaster` of the domain that answers for it; bounces of forwarded mail go
    /// there
    record Alias(String id, Mailbox address, Mailbox owner, List<Mailbox> members, boolean suspended) {}
}
