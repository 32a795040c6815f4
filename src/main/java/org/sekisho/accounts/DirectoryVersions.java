package org.sekisho.accounts;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.sekisho.accounts.AccountRows.Head;
import org.sekisho.address.Domain;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// The directory in the store, version by version, and its snapshot in memory. Safe from any thread; one change
/// at a time.
final class DirectoryVersions {
    private static final int PAGE = 1_000; // rows
    private static final int ATTEMPTS = 10;

    private final Store store;
    private final AccountSettings settings;
    private final SecureRandom random;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Snapshot snapshot;
    private volatile Consumer<AccountId> told = _ -> {};
    private volatile Head head = new Head(0, 0, new byte[0]);

    DirectoryVersions(Store store, AccountSettings settings, SecureRandom random) {
        this.store = store;
        this.settings = settings;
        this.random = random;
        this.snapshot = empty();
    }

    private Snapshot empty() {
        return new Snapshot(settings.postmaster(), settings.ownAddresses());
    }

    /// Why a domain cannot be hosted here.
    Optional<String> elsewhere(Domain domain) {
        return settings.elsewhere().apply(domain);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /// For made-up salts: the same on every node and after every start.
    byte[] secret() {
        return head.secret().clone();
    }

    Optional<StoredAccount> stored(AccountId id) {
        Row row = AccountRows.account(id);
        return store.get(AccountRows.PARTITION, row).map(value -> AccountRows.account(new RowValue(row, value)));
    }

    interface Change<T> {
        /// Asked again when another node was faster.
        T apply(Draft draft) throws DirectoryException;
    }

    /// Looks for the newest version, then changes it. A commit of which the store could not tell whether it was
    /// done is found out here by the next one.
    <T> T change(Change<T> change) throws DirectoryException {
        lock.lock();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                refresh();
                var draft = new Draft(store, snapshot, head);
                T result = change.apply(draft);
                if (draft.isEmpty() || commit(draft)) {
                    return result;
                }
            }
            throw new DirectoryException(
                    DirectoryException.Kind.BUSY, "others keep changing the accounts at this moment: try again");
        } finally {
            lock.unlock();
        }
    }

    private boolean commit(Draft draft) {
        boolean committed = store.commit(draft.batch()).committed();
        if (committed) {
            head = draft.headAfter();
            draft.takeEffect();
            tell(draft.changed());
        }
        return committed;
    }

    void refresh() {
        lock.lock();
        try {
            Head now = readHead().orElseGet(this::create);
            if (now.version() == head.version()) {
                return;
            }
            if (catchUp(now)) {
                head = now;
            } else {
                load();
            }
        } finally {
            lock.unlock();
        }
    }

    /// See [Accounts#tell].
    void tell(Consumer<AccountId> told) {
        this.told = told;
    }

    private void tell(List<String> rows) {
        for (String row : rows) {
            String key = key(row);
            switch (kind(row)) {
                case AccountRows.ACCOUNT -> told.accept(new AccountId(key));
                case AccountRows.DOMAIN ->
                    tell(snapshot, member -> member.primary().host().toString().equals(key));
                default -> {}
            }
        }
    }

    private void tell(Snapshot which, Predicate<Snapshot.Member> whom) {
        which.members().stream().filter(whom).map(Snapshot.Member::id).forEach(told);
    }

    private static String kind(String row) {
        return row.substring(0, row.indexOf('/'));
    }

    private static String key(String row) {
        return row.substring(row.indexOf('/') + 1);
    }

    /// Reads everything.
    void load() {
        lock.lock();
        try {
            Head before = readHead().orElseGet(this::create);
            while (true) {
                Snapshot loading = empty();
                scan(AccountRows.DOMAIN, row -> loading.put(AccountRows.domain(row)));
                scan(AccountRows.ACCOUNT, row -> loading.put(AccountRows.account(row)));
                scan(AccountRows.ALIAS, row -> loading.put(AccountRows.alias(row)));
                Head after = readHead().orElse(before);
                if (after.version() == before.version()) { // else a change fell between the pages
                    Snapshot known = snapshot;
                    snapshot = loading;
                    head = after;
                    tell(known, _ -> true);
                    return;
                }
                before = after;
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<Head> readHead() {
        return store.get(AccountRows.PARTITION, AccountRows.HEAD).map(Head::read);
    }

    private Head create() {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        var first = new Head(0, 1, secret);
        Batch batch =
                Batch.in(AccountRows.PARTITION).requireAbsent(AccountRows.HEAD).put(AccountRows.HEAD, first.encoded());
        return store.commit(batch).committed() ? first : readHead().orElse(first);
    }

    private void scan(String kind, Consumer<RowValue> each) {
        Scan scan = Scan.all(kind, PAGE);
        List<RowValue> rows = store.scan(AccountRows.PARTITION, scan);
        while (!rows.isEmpty()) {
            rows.forEach(each);
            rows = rows.size() < PAGE
                    ? List.of()
                    : store.scan(
                            AccountRows.PARTITION, scan.after(rows.getLast().row()));
        }
    }

    /// Follows the log from our version to this one.
    /// @return false when the log does not tell
    private boolean catchUp(Head to) {
        long missing = to.version() - head.version();
        if (missing < 0 || missing >= Draft.KEPT_VERSIONS) {
            return false;
        }
        for (long version = head.version() + 1; version <= to.version(); version++) {
            Optional<byte[]> logged = store.get(AccountRows.PARTITION, Row.of(AccountRows.LOG, version));
            if (logged.isEmpty() || !follow(logged.get())) {
                return false;
            }
        }
        return true;
    }

    private boolean follow(byte[] logged) {
        Decoder in = Decoder.of(logged, 0, "accounts log");
        List<String> rows = in.list(Decoder::text);
        in.end();
        if (rows.contains(Draft.EVERYTHING)) {
            return false;
        }
        rows.forEach(this::reread);
        tell(rows);
        return true;
    }

    private void reread(String name) {
        Row row = Row.of(name);
        Optional<RowValue> now = store.get(AccountRows.PARTITION, row).map(value -> new RowValue(row, value));
        String key = key(name);
        switch (kind(name)) {
            case AccountRows.DOMAIN ->
                now.ifPresentOrElse(
                        value -> snapshot.put(AccountRows.domain(value)), () -> snapshot.remove(new Domain(key)));
            case AccountRows.ACCOUNT ->
                now.ifPresentOrElse(
                        value -> snapshot.put(AccountRows.account(value)), () -> snapshot.remove(new AccountId(key)));
            case AccountRows.ALIAS ->
                now.ifPresentOrElse(value -> snapshot.put(AccountRows.alias(value)), () -> snapshot.removeAlias(key));
            default -> throw new StorageException(StorageException.Kind.DAMAGED, "accounts log names " + name);
        }
    }
}
