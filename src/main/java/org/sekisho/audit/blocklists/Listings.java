package org.sekisho.audit.blocklists;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// Remembers what the lists said last, and finds out what has changed. Safe from any thread; every method throws
/// [org.sekisho.store.StorageException] when the store cannot do its work.
///
/// A listing begins with an answer that lists and ends with one that does not: a list that could not be asked,
/// refuses or is dead neither begins nor ends one.
public final class Listings {
    private static final int VERSION = 1;
    private static final int MOST_CHANGES = 1000; // that are kept
    private static final int PAGE = 50; // rows
    private static final Partition PARTITION = new Partition("blocklists");
    private static final Row HEAD = Row.of("head");
    private static final String SUBJECT = "subject";
    private static final String CHANGE = "change";

    private final Store store;

    public Listings(Store store) {
        this.store = store;
    }

    /// The last time the lists were asked.
    /// @param standings of every subject with every list that lists its kind, clean ones included
    public record Past(Instant at, List<Standing> standings) {
        public Past {
            standings = List.copyOf(standings);
        }

        public List<Standing> listed() {
            return standings.stream().filter(Standing::isListed).toList();
        }

        public long with(Status status) {
            return standings.stream()
                    .filter(standing -> standing.status() == status)
                    .count();
        }
    }

    /// @param next the number of the next change
    private record Head(Instant at, long next) {}

    private Optional<Head> head() {
        return store.get(PARTITION, HEAD).map(value -> {
            Decoder decoder = Decoder.of(value, VERSION, PARTITION + " head");
            var head = new Head(decoder.instant(), decoder.number());
            decoder.end();
            return head;
        });
    }

    /// Empty when the lists were never asked.
    public Optional<Past> last() {
        return head().map(head -> new Past(head.at(), standings()));
    }

    private List<Standing> standings() {
        List<Standing> standings = new ArrayList<>();
        Scan scan = Scan.all(SUBJECT, PAGE);
        for (List<RowValue> page = store.scan(PARTITION, scan); !page.isEmpty(); page = store.scan(PARTITION, scan)) {
            for (RowValue each : page) {
                Decoder decoder = Decoder.of(each.value(), VERSION, PARTITION + " " + each.row());
                standings.addAll(decoder.list(Standing::read));
                decoder.end();
            }
            scan = scan.after(page.getLast().row());
        }
        return standings;
    }

    /// The newest changes, the last one first.
    public List<Change> changes(int most) {
        return store
                .scan(
                        PARTITION,
                        Scan.all(CHANGE, Math.clamp(most, 1, MOST_CHANGES)).backwards())
                .stream()
                .map(row -> Change.read(row.value(), PARTITION + " " + row.row()))
                .toList();
    }

    private record Pair(String subject, String zone) {}

    /// Writes down what the lists say now; durable when it returns.
    /// @param before asked once if a listing is new: what happened before it
    /// @return what is new, in the order of the report
    public synchronized List<Change> note(Instant at, BlocklistReport report, Supplier<List<String>> before) {
        List<Change> changes = new ArrayList<>();
        Map<String, List<Standing>> now = compare(at, report, changes);
        if (changes.stream().anyMatch(change -> change.kind() == Change.Kind.LISTED)) {
            List<String> lines = before.get();
            changes.replaceAll(change -> change.kind() == Change.Kind.LISTED ? change.after(lines) : change);
        }
        write(at, now, changes);
        return changes;
    }

    /// @param changes gets what is new
    /// @return all standings by subject
    private Map<String, List<Standing>> compare(Instant at, BlocklistReport report, List<Change> changes) {
        Map<Pair, Standing> before = new HashMap<>();
        standings().forEach(each -> before.put(new Pair(each.subject(), each.zone()), each));
        Map<String, List<Standing>> now = new LinkedHashMap<>();
        for (Finding finding : report.findings()) {
            String subject = finding.subject().toString();
            Optional<Standing> past = Optional.ofNullable(
                    before.remove(new Pair(subject, finding.zone().toString())));
            Standing standing = standing(at, finding, past);
            now.computeIfAbsent(subject, _ -> new ArrayList<>()).add(standing);
            boolean was = past.filter(Standing::isListed).isPresent();
            if (standing.isListed() && !was) {
                changes.add(Change.of(at, Change.Kind.LISTED, standing));
            } else if (was && !standing.isListed()) {
                changes.add(Change.of(at, Change.Kind.CLEARED, past.orElse(standing)));
            }
        }
        before.values().stream()
                .filter(Standing::isListed)
                .forEach(gone -> changes.add(Change.of(at, Change.Kind.DROPPED, gone)));
        return now;
    }

    private static Standing standing(Instant at, Finding finding, Optional<Standing> past) {
        Optional<Instant> before = past.flatMap(Standing::listedSince);
        Optional<Instant> since = switch (finding.status()) {
            case LISTED -> before.or(() -> Optional.of(at));
            case CLEAN -> Optional.empty();
            case DEAD, REFUSED, COULD_NOT_ASK -> before;
        };
        return new Standing(
                finding.subject().toString(),
                finding.zone().toString(),
                finding.status(),
                finding.words(false),
                finding.zone().delisting().toString(),
                since);
    }

    private void write(Instant at, Map<String, List<Standing>> now, List<Change> changes) {
        long next = head().map(Head::next).orElse(0L);
        Batch batch = Batch.in(PARTITION).deleteRange(Row.of(SUBJECT + "/"), Row.of(SUBJECT + "0"));
        now.forEach((subject, standings) -> batch.put(
                Row.of(SUBJECT, subject),
                Encoder.version(VERSION).list(standings, Standing::write).toBytes()));
        for (Change change : changes) {
            batch.put(Row.of(CHANGE, next), change.print());
            next++;
        }
        if (next > MOST_CHANGES && !changes.isEmpty()) {
            batch.deleteRange(Row.of(CHANGE, 0), Row.of(CHANGE, next - MOST_CHANGES));
        }
        batch.put(HEAD, Encoder.version(VERSION).instant(at).number(next).toBytes());
        store.commit(batch);
    }
}
