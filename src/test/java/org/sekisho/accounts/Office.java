package org.sekisho.accounts;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Secret;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

/// A directory over a store in memory, with what its tests need at hand.
final class Office {
    static final Domain DOMAIN = new Domain("example.test");

    final MemoryStore store = new MemoryStore();
    final SetClock clock = new SetClock(Instant.parse("2026-04-01T00:00:00Z"));
    final RecordedEvents events = new RecordedEvents();
    final SecureRandom random = new SecureRandom();
    final AccountSettings settings;
    final Accounts accounts;

    Office() throws DirectoryException {
        this(AccountSettings.DEFAULT);
    }

    Office(AccountSettings settings) throws DirectoryException {
        this.settings = settings;
        this.accounts = open();
        accounts.addDomain(DOMAIN);
    }

    /// Another process on the same store, or this one after a restart.
    Accounts open() {
        return Accounts.open(store, settings, clock, random, events);
    }

    Logins logins(LoginSettings login) {
        return new Logins(accounts, login, clock, random, events, events);
    }

    AccountId account(String address, String password) throws DirectoryException {
        return accounts.addAccount(mailbox(address), new Secret(password));
    }

    /// An account without the time its password takes: nobody can log in.
    AccountId account(String address) throws DirectoryException {
        return account(address, HASH);
    }

    String alias(String address, String... members) throws DirectoryException {
        return accounts.addAlias(mailbox(address), mailboxes(members), Optional.empty());
    }

    static final String HASH =
            "$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    static Mailbox mailbox(String text) {
        int at = text.lastIndexOf('@');
        return new Mailbox(new LocalPart(text.substring(0, at)), new Domain(text.substring(at + 1)));
    }

    static List<Mailbox> mailboxes(String... texts) {
        return List.of(texts).stream().map(Office::mailbox).toList();
    }

    static Scope scope(Service... services) {
        return new Scope(Set.of(services), List.of(), List.of(), Optional.empty());
    }
}
