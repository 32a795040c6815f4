package org.sekisho.accounts;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Mailbox;

/// Accounts whose mail goes on to others: an alias at the account's own address, which is asked first. Safe from
/// any thread.
public final class Forwards {
    private final Accounts accounts;

    public Forwards(Accounts accounts) {
        this.accounts = accounts;
    }

    /// Sends an account's mail on from now on; the account answers for it. [Accounts#removeAlias] ends it.
    /// @param members with the account's own address among them a copy stays in its mailbox
    public void set(Mailbox address, List<Mailbox> members) throws DirectoryException {
        String id = accounts.versions().change(draft -> {
            draft.requireAccount(address);
            Accounts.requireMembers(draft, address, members);
            Lookup.Alias forward = draft.before()
                    .rule(AddressKey.of(address))
                    .map(old -> new Lookup.Alias(
                            old.id(), old.address(), old.owner(), List.copyOf(members), old.suspended()))
                    .orElseGet(() -> new Lookup.Alias(
                            HexFormat.of().toHexDigits(draft.newId()), address, address, List.copyOf(members), false));
            draft.put(forward);
            return forward.id();
        });
        accounts.log().info("account.forward_set", "alias", id, "address", address, "members", members);
    }

    /// Where an account's mail goes on to.
    public Optional<Lookup.Alias> of(Mailbox address) {
        AddressKey key = AddressKey.of(address);
        Snapshot snapshot = accounts.versions().snapshot();
        return snapshot.target(key)
                .filter(target -> target instanceof Snapshot.Member)
                .flatMap(_ -> snapshot.rule(key));
    }
}
