package org.sekisho.admin;

import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Mailbox;

/// Holders of passes, and those who handed mail in, by names that people know. Safe from any thread.
public record Holders(Accounts accounts) {
    private static final String ACCOUNT = "account:"; // of Permit.holder
    private static final String ALIAS = "alias:";

    /// @param holder an account's id, perhaps behind `account:`, or another holder of permits; what is not known
    ///     (any more) stays as it is
    public String name(String holder) {
        if (holder.startsWith(ALIAS)) {
            return accounts.alias(holder.substring(ALIAS.length()))
                    .map(alias -> ALIAS + alias.address())
                    .orElse(holder);
        }
        String id = holder.startsWith(ACCOUNT) ? holder.substring(ACCOUNT.length()) : holder;
        return accounts.account(new AccountId(id))
                .map(account -> account.primary().toString())
                .orElse(holder);
    }

    /// The pass an account holds, in the words of the queue and the statistics.
    String holder(Mailbox address) throws DirectoryException {
        return ACCOUNT + accounts.require(address).id();
    }
}
