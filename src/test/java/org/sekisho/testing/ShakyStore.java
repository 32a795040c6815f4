package org.sekisho.testing;

import java.util.Optional;
import java.util.Random;
import org.sekisho.store.Batch;
import org.sekisho.store.Batch.Step;
import org.sekisho.store.Outcome;
import org.sekisho.store.Row;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// A store whose commits now and then meet a conflict that was none, fail, or fail after they were done: all that
/// the contract allows. Safe from any thread.
/// @param random seeded by the test
/// @param trouble how many of 100 commits go wrong
public record ShakyStore(Store store, Random random, int trouble) implements StoreBefore {
    private static final int KINDS = 4;

    @Override
    public Outcome commit(Batch batch) {
        if (random.nextInt(100) >= trouble) {
            return store.commit(batch);
        }
        return switch (random.nextInt(KINDS)) {
            case 0 -> throw new StorageException(StorageException.Kind.UNAVAILABLE, "not done");
            case 1 ->
                throw new StorageException(StorageException.Kind.DAMAGED, "not done, and said to be its own fault");
            case 2 -> {
                store.commit(batch);
                throw new StorageException(StorageException.Kind.UNAVAILABLE, "done, but the answer was lost");
            }
            default -> firstCondition(batch).<Outcome>map(Outcome.Conflict::new).orElseGet(() -> store.commit(batch));
        };
    }

    private static Optional<Row> firstCondition(Batch batch) {
        for (Step step : batch.steps()) {
            if (step instanceof Step.RequireEquals(Row row, byte[] _)) {
                return Optional.of(row);
            }
            if (step instanceof Step.RequireAbsent(Row row)) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }
}
