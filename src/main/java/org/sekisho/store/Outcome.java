package org.sekisho.store;

/// What became of a batch. A batch that could not be written at all is a [StorageException].
public sealed interface Outcome {
    /// Every change of the batch holds and, after [Store#commit], outlives a power loss.
    record Committed() implements Outcome {}

    /// A condition did not hold: nothing of the batch was done.
    /// @param row the first row whose condition failed
    record Conflict(Row row) implements Outcome {}

    default boolean committed() {
        return this instanceof Committed;
    }
}
