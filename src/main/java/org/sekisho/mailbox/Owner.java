package org.sekisho.mailbox;

import java.util.HexFormat;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.HostedDomain;
import org.sekisho.address.Domain;

/// Whose a list of mailboxes is: an account's, or a domain's public one.
/// @param domain whose accounts are `anyone`
/// @param namespace [Namespace#PUBLIC], or [Namespace#PERSONAL] for an account
public record Owner(AccountId id, Domain domain, Namespace namespace) {
    /// @throws IllegalArgumentException an account without a domain, which cannot be made
    public static Owner of(Account account) {
        if (account.primary().host() instanceof Domain domain) {
            return new Owner(account.id(), domain, Namespace.PERSONAL);
        }
        throw new IllegalArgumentException("an account has an address in a domain, not " + account.primary());
    }

    /// The public mailboxes of a domain. A domain that is removed and added again is another one.
    public static Owner publicOf(HostedDomain domain) {
        return new Owner(
                new AccountId("public-" + HexFormat.of().toHexDigits(domain.sequence())),
                domain.domain(),
                Namespace.PUBLIC);
    }
}
