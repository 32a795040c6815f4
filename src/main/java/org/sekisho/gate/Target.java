package org.sekisho.gate;

import org.sekisho.accounts.AccountId;

/// Where mail for a recipient of ours goes.
public sealed interface Target {
    /// @param detail of a subaddress, or empty
    record Account(AccountId id, String detail) implements Target {}

    /// @param id of the forwarding rule
    record Alias(String id) implements Target {}
}
