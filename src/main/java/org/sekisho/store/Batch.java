package org.sekisho.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Changes within one partition that happen together or not at all. Built by one thread, then handed to
/// [Store#commit].
///
/// Conditions are checked against the state before the batch, wherever in it they stand; changes apply in the
/// order in which they were added, so of two changes to one row the later holds. Arrays handed in must not
/// change any more.
///
/// References to blobs are part of it, so that the order "refer before use, release after use" (leak, never
/// lose) is the engine's duty and not the caller's: an engine that can write both atomically does, another
/// writes references first and releases last.
public final class Batch {
    /// One thing a batch asks.
    public sealed interface Step {
        record RequireAbsent(Row row) implements Step {}

        record RequireEquals(Row row, byte[] value) implements Step {}

        record Put(Row row, byte[] value) implements Step {}

        record Delete(Row row) implements Step {}

        /// @param to excluded
        record DeleteRange(Row from, Row to) implements Step {}

        record Complete(BlobDraft draft) implements Step {}

        record Refer(BlobId blob, String owner) implements Step {}

        record Release(BlobId blob, String owner, boolean keepForGrace) implements Step {}
    }

    private final Partition partition;
    private final List<Step> steps = new ArrayList<>();

    private Batch(Partition partition) {
        this.partition = partition;
    }

    public static Batch in(Partition partition) {
        return new Batch(partition);
    }

    public Batch requireAbsent(Row row) {
        return add(new Step.RequireAbsent(row));
    }

    public Batch requireEquals(Row row, byte[] value) {
        return add(new Step.RequireEquals(row, value));
    }

    public Batch put(Row row, byte[] value) {
        return add(new Step.Put(row, value));
    }

    public Batch delete(Row row) {
        return add(new Step.Delete(row));
    }

    public Batch deleteRange(Row from, Row to) {
        return add(new Step.DeleteRange(from, to));
    }

    /// Completes a draft: its last octets are written with this batch. Refer to it in the same batch.
    public Batch with(BlobDraft draft) {
        return add(new Step.Complete(draft));
    }

    /// Adds a reference to a blob. Adding the same one twice is one reference. The blob must be referred to
    /// already, or within its grace, or completed in this batch: otherwise nothing is done and [Store#commit]
    /// throws [StorageException] `DAMAGED`, so that a reference to nothing cannot arise.
    /// @param owner who refers, unique per reference: e.g. `queue/<id>` or `mailbox/<id>/<uid>`
    public Batch refer(BlobId blob, String owner) {
        return add(new Step.Refer(blob, owner));
    }

    /// Takes a reference away and, when it was the last one, the blob with it: for owners from whom nobody else
    /// can take the blob over. A reference that is not there is no error: releasing twice is releasing once.
    public Batch release(BlobId blob, String owner) {
        return add(new Step.Release(blob, owner, false));
    }

    /// Takes a reference away; the blob stays for the sweeper's grace, so that a copy under way or an undo can
    /// still refer to it.
    public Batch releaseWithGrace(BlobId blob, String owner) {
        return add(new Step.Release(blob, owner, true));
    }

    private Batch add(Step step) {
        steps.add(step);
        return this;
    }

    public Partition partition() {
        return partition;
    }

    public List<Step> steps() {
        return Collections.unmodifiableList(steps);
    }
}
