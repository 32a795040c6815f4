package org.sekisho.blocklist;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.blocklist.EntryRows.Head;
import org.sekisho.events.Log;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// The blocklist: in the store, version by version, and in memory for look-ups, which therefore never fail: a
/// store that cannot be read stops the start ([#open] throws), and later leaves the entries of before (invariant
/// I3: the list is never taken for empty). Safe from any thread; one change at a time.
public final class Blocklist {
    public static final int MAX_ENTRIES = 2_000_000; // addresses: some 50 MB
    public static final int MAX_BY_RULE = 100_000;
    /// Of one [#add].
    public static final int MAX_AT_ONCE = 1_000;

    private static final int PAGE = 1_000; // rows
    private static final int ATTEMPTS = 10;
    private static final int KEPT_VERSIONS = 1_000; // whose changes another node can follow; else it reads everything
    private static final Head EMPTY = new Head(0, 1);

    private final Store store;
    private final InstantSource clock;
    private final Log log;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile Index index = new Index();
    private volatile Head head = EMPTY;

    /// What is to become an entry.
    public record Wish(Subject subject, Terms terms) {}

    /// @param before what held for this subject until now
    public record Added(Entry entry, Optional<Entry> before) {}

    private Blocklist(Store store, InstantSource clock, Log log) {
        this.store = store;
        this.clock = clock;
        this.log = log;
    }

    /// Reads everything.
    /// @throws StorageException the list cannot be read: without it nobody is let in
    public static Blocklist open(Store store, InstantSource clock, Log log) {
        var list = new Blocklist(store, clock, log);
        list.load();
        return list;
    }

    // ---- look-ups, in memory

    /// All that hold for this address, the narrowest first: the first one decides.
    public List<Entry> covering(InetAddress address) {
        return index.covering(address, clock.instant());
    }

    /// All that hold for this domain, the narrowest first.
    public List<Entry> covering(Domain domain) {
        return index.covering(domain, clock.instant());
    }

    /// All that hold for this sender, the narrowest first.
    public List<Entry> covering(Mailbox sender) {
        return index.covering(sender, clock.instant());
    }

    /// The entry with exactly this subject.
    public Optional<Entry> exactly(Subject subject) {
        return index.exactly(subject).filter(this::holds);
    }

    /// Looks at every entry: for people, not for sessions.
    public Optional<Entry> numbered(String id) {
        long number = Entry.number(id);
        return index.find(1, (each, _) -> each == number).stream()
                .filter(this::holds)
                .findFirst();
    }

    /// Grows with every change.
    public long version() {
        return head.version();
    }

    public int size() {
        return index.size();
    }

    private boolean holds(Entry entry) {
        return entry.terms().holdsAt(clock.instant());
    }

    /// All that hold, sorted by address, then by name; read page by page from the store.
    public void forEach(Consumer<Entry> each) {
        scan(row -> {
            Entry entry = EntryRows.entry(row);
            if (holds(entry)) {
                each.accept(entry);
            }
        });
    }

    // ---- changes

    /// Adds entries, each in place of the one that its subject had; at most [#MAX_AT_ONCE].
    public List<Added> add(List<Wish> wishes) throws BlocklistException {
        if (wishes.isEmpty() || wishes.size() > MAX_AT_ONCE) {
            throw new IllegalArgumentException("1 to " + MAX_AT_ONCE + " at once");
        }
        if (index.size() + wishes.size() > MAX_ENTRIES) {
            throw new BlocklistException("the blocklist is full: it holds at most " + MAX_ENTRIES + " entries");
        }
        List<Added> added = change(at -> {
            List<Added> all = new ArrayList<>();
            long number = at.next();
            for (Wish wish : wishes) {
                var entry = new Entry(number++, wish.subject(), wish.terms());
                all.add(new Added(entry, exactly(wish.subject())));
            }
            return new Change<>(all, all.stream().map(Added::entry).toList(), List.of());
        });
        tell(added);
        return added;
    }

    private void tell(List<Added> added) {
        Terms terms = added.getFirst().entry().terms();
        if (added.size() > 1) {
            log.info("blocklist.added", "entries", added.size(), "origin", terms.origin());
            return;
        }
        log.info(
                "blocklist.added",
                "entry",
                added.getFirst().entry().id(),
                "subject",
                added.getFirst().entry().subject(),
                "effect",
                terms.effect(),
                "reason",
                terms.reason(),
                "until",
                terms.until().map(Instant::toString).orElse("-"),
                "origin",
                terms.origin());
    }

    /// Adds what a rule found, unless the list has become long enough by rules, or a person has said something of
    /// this subject.
    public Optional<Entry> addByRule(Wish wish) throws BlocklistException {
        Optional<Entry> there = exactly(wish.subject());
        boolean byHand = there.isPresent() && !(there.get().terms().origin() instanceof Origin.ByRule);
        if (byHand || index.byRule() >= MAX_BY_RULE) {
            return Optional.empty();
        }
        return Optional.of(add(List.of(wish)).getFirst().entry());
    }

    /// @return empty when there was none
    public Optional<Entry> remove(Subject subject) throws BlocklistException {
        Optional<Entry> removed = change(_ -> {
            Optional<Entry> there = index.exactly(subject);
            return new Change<>(
                    there, List.of(), there.map(Entry::subject).stream().toList());
        });
        removed.ifPresent(entry -> log.info("blocklist.removed", "entry", entry.id(), "subject", subject));
        return removed;
    }

    /// Follows what other nodes changed, and forgets what has ended.
    public void tidy() {
        try {
            refresh();
            Instant now = clock.instant();
            for (List<Entry> some = ended(now); !some.isEmpty(); some = ended(now)) {
                List<Entry> these = some;
                change(_ -> new Change<>(
                        these.size(),
                        List.of(),
                        these.stream().filter(this::isThere).map(Entry::subject).toList()));
                log.info(
                        "blocklist.ended",
                        "entries",
                        some.stream().map(Entry::id).toList());
            }
        } catch (BlocklistException e) {
            log.warn("blocklist.tidy", "why", String.valueOf(e.getMessage()));
        }
    }

    /// Some of those that hold no more: a large list may end at one moment.
    private List<Entry> ended(Instant now) {
        return index.find(MAX_AT_ONCE, (_, terms) -> !terms.holdsAt(now));
    }

    /// Whether it was not replaced in between.
    private boolean isThere(Entry entry) {
        return index.exactly(entry.subject()).filter(entry::equals).isPresent();
    }

    private record Change<T>(T result, List<Entry> put, List<Subject> removed) {}

    private interface Plan<T> {
        /// Asked again when another node was faster.
        Change<T> from(Head at);
    }

    private <T> T change(Plan<T> plan) throws BlocklistException {
        lock.lock();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                refresh();
                Change<T> change = plan.from(head);
                if ((change.put().isEmpty() && change.removed().isEmpty()) || commit(change)) {
                    return change.result();
                }
            }
            throw new BlocklistException("others keep changing the blocklist at this moment: try again");
        } finally {
            lock.unlock();
        }
    }

    private boolean commit(Change<?> change) {
        var after = new Head(head.version() + 1, head.next() + change.put().size());
        Batch batch = Batch.in(EntryRows.PARTITION);
        if (head.version() == 0) {
            batch.requireAbsent(EntryRows.HEAD);
        } else {
            batch.requireEquals(EntryRows.HEAD, head.encoded());
        }
        batch.put(EntryRows.HEAD, after.encoded());
        List<String> subjects = new ArrayList<>();
        for (Entry entry : change.put()) {
            batch.put(EntryRows.row(entry.subject()), EntryRows.value(entry));
            subjects.add(entry.subject().toString());
        }
        for (Subject subject : change.removed()) {
            batch.delete(EntryRows.row(subject));
            subjects.add(subject.toString());
        }
        batch.put(
                Row.of(EntryRows.LOG, after.version()),
                Encoder.version(1).list(subjects, Encoder::text).toBytes());
        if (after.version() > KEPT_VERSIONS) {
            batch.delete(Row.of(EntryRows.LOG, after.version() - KEPT_VERSIONS));
        }
        boolean committed = store.commit(batch).committed();
        if (committed) {
            head = after;
            change.put().forEach(index::put);
            change.removed().forEach(index::remove);
        }
        return committed;
    }

    // ---- what is in the store

    private Head readHead() {
        return store.get(EntryRows.PARTITION, EntryRows.HEAD).map(Head::read).orElse(EMPTY);
    }

    private void refresh() {
        lock.lock();
        try {
            Head now = readHead();
            if (now.version() != head.version()) {
                if (catchUp(now)) {
                    head = now;
                } else {
                    load();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void load() {
        lock.lock();
        try {
            Head before = readHead();
            while (true) {
                var loading = new Index();
                scan(row -> loading.put(EntryRows.entry(row)));
                Head after = readHead();
                if (after.version() == before.version()) { // else a change fell between the pages
                    index = loading;
                    head = after;
                    return;
                }
                before = after;
            }
        } finally {
            lock.unlock();
        }
    }

    private void scan(Consumer<RowValue> each) {
        Scan scan = Scan.all(EntryRows.ENTRY, PAGE);
        List<RowValue> rows = store.scan(EntryRows.PARTITION, scan);
        while (!rows.isEmpty()) {
            rows.forEach(each);
            rows = rows.size() < PAGE
                    ? List.of()
                    : store.scan(EntryRows.PARTITION, scan.after(rows.getLast().row()));
        }
    }

    /// Follows the log from our version to this one.
    /// @return false when the log does not tell
    private boolean catchUp(Head to) {
        long missing = to.version() - head.version();
        if (missing < 0 || missing >= KEPT_VERSIONS) {
            return false;
        }
        for (long version = head.version() + 1; version <= to.version(); version++) {
            Optional<byte[]> logged = store.get(EntryRows.PARTITION, Row.of(EntryRows.LOG, version));
            if (logged.isEmpty()) {
                return false;
            }
            Decoder in = Decoder.of(logged.get(), 1, "blocklist log");
            in.list(Decoder::text).forEach(text -> reread(EntryRows.subject(text)));
        }
        return true;
    }

    private void reread(Subject subject) {
        Row row = EntryRows.row(subject);
        store.get(EntryRows.PARTITION, row)
                .map(value -> EntryRows.entry(new RowValue(row, value)))
                .ifPresentOrElse(index::put, () -> index.remove(subject));
    }
}
