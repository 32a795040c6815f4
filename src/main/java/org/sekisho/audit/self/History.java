package org.sekisho.audit.self;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// What the self-audits have found, the last [#MOST] of them. Safe from any thread.
public final class History {
    static final int MOST = 400;

    private static final String RUN = "run";
    private static final int MOST_LINES = 100; // of one difference
    private static final int PRUNED_AT_ONCE = 100;

    private final Store store;

    public History(Store store) {
        this.store = store;
    }

    /// What was looked at.
    public enum Kind {
        GATE,
        NETWORK
    }

    public enum Verdict {
        CLEAN,
        OPEN,
        COULD_NOT_TELL
    }

    /// One audit.
    /// @param cause `start`, `reload`, `daily`, `by hand` …
    /// @param summary in a few words
    /// @param difference from what was approved, and what is open
    public record Run(Instant at, Kind kind, String cause, Verdict verdict, String summary, List<String> difference) {
        public Run {
            difference = List.copyOf(difference.subList(0, Math.min(difference.size(), MOST_LINES)));
        }

        private byte[] encoded() {
            return Encoder.version(1)
                    .instant(at)
                    .symbol(kind)
                    .text(cause)
                    .symbol(verdict)
                    .text(summary)
                    .list(difference, Encoder::text)
                    .toBytes();
        }

        private static Run read(RowValue row) {
            var decoder = Decoder.of(row.value(), 1, "audit " + row.row().number());
            var run = new Run(
                    decoder.instant(),
                    decoder.symbol(Kind.class),
                    decoder.text(),
                    decoder.symbol(Verdict.class),
                    decoder.text(),
                    decoder.list(Decoder::text));
            decoder.end();
            return run;
        }
    }

    /// Adds one; the oldest go.
    public synchronized void add(Run run) {
        long number =
                newest(1).stream().mapToLong(row -> row.row().number()).max().orElse(0) + 1;
        var batch = Batch.in(Approvals.PARTITION).put(Row.of(RUN, number), run.encoded());
        store.scan(
                        Approvals.PARTITION,
                        new Scan(Row.of(RUN, 0), Row.of(RUN, Math.max(0, number - MOST + 1)), PRUNED_AT_ONCE, false))
                .forEach(old -> batch.delete(old.row()));
        store.apply(batch);
    }

    private List<RowValue> newest(int limit) {
        return store.scan(Approvals.PARTITION, Scan.all(RUN, limit).backwards());
    }

    /// The newest first; one that cannot be read is left out.
    public List<Run> last(int limit) {
        List<Run> runs = new ArrayList<>();
        for (RowValue row : newest(limit)) {
            try {
                runs.add(Run.read(row));
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.DAMAGED) {
                    throw e;
                }
            }
        }
        return List.copyOf(runs);
    }

    public Optional<Run> last(Kind kind) {
        return last(MOST).stream().filter(run -> run.kind() == kind).findFirst();
    }
}
