package org.sekisho.mailbox;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Secret;
import org.sekisho.store.Store;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

/// Alice, Bob and Carol in one domain, Mallory in another, and their mailboxes over a store in memory.
final class Neighbourhood {
    static final Domain DOMAIN = new Domain("example.test");
    private static final Secret CHEAP_HASH = new Secret(
            "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

    final SetClock clock = new SetClock(Instant.parse("2026-03-01T12:00:00Z"));
    final MemoryStore memory = new MemoryStore(clock);
    final Store store;
    final Accounts accounts;
    final AccountId alice;
    final AccountId bob;
    final AccountId carol;
    final AccountId mallory;
    final Mailboxes mailboxes;
    final MailboxTree tree;
    final AccessLists lists;

    Neighbourhood() throws DirectoryException {
        this(memory -> memory);
    }

    interface Before {
        Store before(Store memory);
    }

    /// @param before what the mailboxes see of the store
    Neighbourhood(Before before) throws DirectoryException {
        store = before.before(memory);
        accounts = Accounts.open(memory, AccountSettings.DEFAULT, clock, new SecureRandom(), new RecordedEvents());
        accounts.addDomain(DOMAIN);
        accounts.addDomain(new Domain("other.test"));
        alice = add("alice@example.test");
        bob = add("bob@example.test");
        carol = add("carol@example.test");
        mallory = add("mallory@other.test");
        mailboxes = new Mailboxes(store, clock, new Random(1), Quota.UNLIMITED, () -> "");
        tree = new MailboxTree(mailboxes, accounts);
        lists = new AccessLists(mailboxes, accounts);
    }

    AccountId add(String address) throws DirectoryException {
        return accounts.addAccount(Mailbox.of(address), CHEAP_HASH);
    }

    /// Makes a mailbox of this account's own.
    MailboxId make(AccountId owner, String name) {
        return switch (tree.create(owner, name, Set.of())) {
            case TreeChange.Done(var entry) -> entry.id();
            case TreeChange other -> throw new AssertionError(name + ": " + other);
        };
    }

    AccessLists.Outcome grant(AccountId owner, String mailbox, String who, String rights) {
        return lists.set(owner(owner), new MailboxName(mailbox), who, RightsChange.parse(rights));
    }

    Owner owner(AccountId account) {
        return Owner.of(accounts.account(account).orElseThrow());
    }

    Owner publicOwner() {
        return Owner.publicOf(accounts.domain(DOMAIN).orElseThrow());
    }

    /// The rights this user has by name, if it is as if there were such a mailbox.
    Optional<Rights> rights(AccountId user, String name) {
        return switch (tree.access(user, name, Right.LOOKUP)) {
            case Access.Granted(var entry) -> Optional.of(entry.rights());
            case Access.NoPermission(), Access.NonExistent(), Access.Malformed _ -> Optional.empty();
        };
    }
}
