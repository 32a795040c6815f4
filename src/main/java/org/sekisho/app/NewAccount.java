package org.sekisho.app;

import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Lookup;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Secret;

/// An account that a person wants, with its password.
/// @param domain that of the address
record NewAccount(Mailbox address, Domain domain, Secret password) {
    /// @param text `address:password`
    static NewAccount of(String text) {
        int at = text.lastIndexOf('@', Math.max(0, text.indexOf(':')));
        int colon = text.indexOf(':', Math.max(0, at));
        if (at < 1 || colon < 0 || colon == text.length() - 1) {
            throw new SyntaxError("expected ADDRESS:PASSWORD, not `" + text + "`");
        }
        return of(Mailbox.of(text.substring(0, colon)), text.substring(colon + 1));
    }

    static NewAccount of(Mailbox address, String password) {
        if (!(address.host() instanceof Domain domain)) {
            throw new SyntaxError("an account needs a domain, not `" + address + "`");
        }
        return new NewAccount(address, domain, new Secret(password));
    }

    /// Makes the account and its domain; an account that is there already gets this password.
    void addTo(Accounts accounts) throws DirectoryException {
        if (!accounts.isOurs(domain)) {
            accounts.addDomain(domain);
        }
        if (accounts.find(address) instanceof Lookup.Found(var account, var _)
                && accounts.owns(account.id(), address)) {
            accounts.setPassword(address, password);
        } else {
            accounts.addAccount(address, password);
        }
    }
}
