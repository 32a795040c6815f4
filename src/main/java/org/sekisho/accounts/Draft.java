package org.sekisho.accounts;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.AccountRows.Head;
import org.sekisho.accounts.DirectoryException.Kind;
import org.sekisho.address.Domain;
import org.sekisho.address.Host;
import org.sekisho.address.Mailbox;
import org.sekisho.store.Batch;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Store;

/// One version of the directory in the making: looks at the snapshot it starts from, collects changes, becomes
/// one batch on the condition that the version is still the one it started from. Used by one thread.
final class Draft {
    /// Versions whose changed rows are kept for other nodes to catch up with; who is further behind reads
    /// everything.
    static final int KEPT_VERSIONS = 1_000;

    /// In the log instead of more rows than this: read everything.
    static final String EVERYTHING = "*";

    private static final int MAX_LOGGED = 1_000;

    private final Store store;
    private final Snapshot snapshot;
    private final Head head;
    private final Batch batch = Batch.in(AccountRows.PARTITION);
    private final List<Runnable> effects = new ArrayList<>();
    private final List<String> changed = new ArrayList<>();
    private final Set<AddressKey> taken = new HashSet<>();
    private long nextId;

    Draft(Store store, Snapshot snapshot, Head head) {
        this.store = store;
        this.snapshot = snapshot;
        this.head = head;
        this.nextId = head.nextId();
    }

    long version() {
        return head.version() + 1;
    }

    Snapshot before() {
        return snapshot;
    }

    long newId() {
        return nextId++;
    }

    // ---- what an operation needs to be true

    HostedDomain requireDomain(Domain domain) throws DirectoryException {
        return snapshot.domain(domain)
                .orElseThrow(() -> new DirectoryException(
                        Kind.MISSING,
                        domain + " is not a domain of this server: add it first (domain add " + domain + ")"));
    }

    Domain requireHosted(Host host) throws DirectoryException {
        if (host instanceof Domain domain) {
            return requireDomain(domain).domain();
        }
        throw new DirectoryException(
                Kind.INVALID, "an account or alias is named by a domain, not by the address literal " + host);
    }

    /// Nobody has this address, neither before nor in this draft.
    void requireFree(Mailbox address) throws DirectoryException {
        AddressKey key = AddressKey.of(address);
        Optional<Snapshot.Target> target = snapshot.target(key);
        if (target.isPresent() || taken.contains(key)) {
            String what = target.filter(found -> found instanceof Snapshot.Rule).isPresent() ? "alias" : "account";
            throw new DirectoryException(
                    Kind.EXISTS,
                    "there is already an " + what + " " + address + ": remove it first, or choose another address");
        }
    }

    AccountId requireAccount(Mailbox address) throws DirectoryException {
        Optional<Snapshot.Target> target = snapshot.target(AddressKey.of(address));
        if (target.isPresent() && target.get() instanceof Snapshot.Member member) {
            return member.id();
        }
        throw new DirectoryException(
                Kind.MISSING,
                target.isPresent()
                        ? address + " is an alias, not an account (alias list shows where it leads)"
                        : "there is no account " + address + " (account list shows those that are)");
    }

    Lookup.Alias requireAlias(Mailbox address) throws DirectoryException {
        Optional<Snapshot.Target> target = snapshot.target(AddressKey.of(address));
        return snapshot.rule(AddressKey.of(address))
                .orElseThrow(() -> new DirectoryException(
                        Kind.MISSING,
                        target.isPresent()
                                ? address + " is an account, not an alias"
                                : "there is no alias " + address + " (alias list shows those that are)"));
    }

    /// The account's row as it is now, secrets included.
    StoredAccount stored(AccountId id) throws DirectoryException {
        Row row = AccountRows.account(id);
        return store.get(AccountRows.PARTITION, row)
                .map(value -> AccountRows.account(new RowValue(row, value)))
                .orElseThrow(() -> new DirectoryException(Kind.MISSING, "the account was removed meanwhile"));
    }

    // ---- changes

    void put(HostedDomain domain) {
        write(AccountRows.domain(domain.domain()), AccountRows.encoded(domain));
        changed.add(AccountRows.DOMAIN + "/" + domain.domain());
        effects.add(() -> snapshot.put(domain));
    }

    void remove(Domain domain) {
        batch.delete(AccountRows.domain(domain));
        changed.add(AccountRows.DOMAIN + "/" + domain);
        effects.add(() -> snapshot.remove(domain));
    }

    void put(StoredAccount account) {
        StoredAccount stamped = account.at(version());
        write(AccountRows.account(stamped.id()), AccountRows.encoded(stamped));
        changed.add(AccountRows.ACCOUNT + "/" + stamped.id());
        taken.add(AddressKey.of(stamped.primary()));
        effects.add(() -> snapshot.put(stamped));
    }

    void remove(AccountId id) {
        batch.delete(AccountRows.account(id)).delete(Row.of(AccountRows.ORIGIN, id.value()));
        batch.deleteRange(
                Row.of(AccountRows.USE, id + "/"), Row.of(AccountRows.USE, id + "0")); // '0' follows '/' in ASCII
        changed.add(AccountRows.ACCOUNT + "/" + id);
        effects.add(() -> snapshot.remove(id));
    }

    /// What is noted of an account that came from another server; not a part of the directory.
    Optional<byte[]> origin(AccountId id) {
        return store.get(AccountRows.PARTITION, Row.of(AccountRows.ORIGIN, id.value()));
    }

    void putOrigin(AccountId id, byte[] value) {
        write(Row.of(AccountRows.ORIGIN, id.value()), value);
    }

    void put(Lookup.Alias alias) {
        write(AccountRows.alias(alias.id()), AccountRows.encoded(alias));
        changed.add(AccountRows.ALIAS + "/" + alias.id());
        effects.add(() -> snapshot.put(alias));
    }

    void removeAlias(String id) {
        batch.delete(AccountRows.alias(id));
        changed.add(AccountRows.ALIAS + "/" + id);
        effects.add(() -> snapshot.removeAlias(id));
    }

    void forgetUse(AccountId id, CredentialId credential) {
        batch.delete(Row.of(AccountRows.USE, id + "/" + credential));
    }

    private void write(Row row, byte[] value) {
        batch.put(row, value);
    }

    /// The names of the rows.
    List<String> changed() {
        return List.copyOf(changed);
    }

    boolean isEmpty() {
        return changed.isEmpty();
    }

    Head headAfter() {
        return new Head(version(), nextId, head.secret());
    }

    Batch batch() {
        List<String> logged = changed.size() > MAX_LOGGED ? List.of(EVERYTHING) : changed;
        batch.requireEquals(AccountRows.HEAD, head.encoded())
                .put(AccountRows.HEAD, headAfter().encoded())
                .put(
                        Row.of(AccountRows.LOG, version()),
                        Encoder.version(0).list(logged, Encoder::text).toBytes());
        if (version() > KEPT_VERSIONS) {
            batch.delete(Row.of(AccountRows.LOG, version() - KEPT_VERSIONS));
        }
        return batch;
    }

    /// After the commit: the snapshot follows.
    void takeEffect() {
        effects.forEach(Runnable::run);
    }
}
