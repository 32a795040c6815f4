package org.sekisho.accounts;

import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.StoredAccount.Credential;
import org.sekisho.address.Mailbox;

/// What may be shown of an account's own password.
/// @param form how it is kept
/// @param services what it may be used for; empty: everything
public record MainPassword(Form form, Set<Service> services) {
    public sealed interface Form {
        /// Argon2id.
        record Ours() implements Form {}

        /// As another server kept it, until the first log-in by PLAIN or LOGIN.
        /// @param name e.g. `MD5-crypt`
        record TakenOver(String name) implements Form {}

        /// Nobody can log in until a password is set.
        record None() implements Form {}
    }

    public static MainPassword of(Accounts accounts, Mailbox address) throws DirectoryException {
        Optional<Credential> main = accounts.versions()
                .stored(accounts.require(address).id())
                .flatMap(account -> account.credential(CredentialId.MAIN));
        Form form = main.flatMap(Credential::hash)
                .<Form>map(hash -> CryptHash.read(hash)
                        .<Form>map(crypt -> new Form.TakenOver(crypt.form().text()))
                        .orElseGet(Form.Ours::new))
                .orElseGet(Form.None::new);
        return new MainPassword(
                form, main.map(found -> found.scope().services()).orElse(Set.of()));
    }

    /// @param services what the password may be used for; empty: everything
    public static void setServices(Accounts accounts, Mailbox address, Set<Service> services)
            throws DirectoryException {
        accounts.versions().change(draft -> {
            StoredAccount account = draft.stored(draft.requireAccount(address));
            Optional<Credential> main = account.credential(CredentialId.MAIN);
            if (main.isPresent()) {
                Scope old = main.get().scope();
                draft.put(account.with(
                        main.get().withScope(new Scope(services, old.allowedFrom(), old.networks(), old.expires()))));
            }
            return account.id();
        });
    }
}
