package org.sekisho.store.rocksdb;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sekisho.store.Batch;
import org.sekisho.store.Batch.Step;
import org.sekisho.store.Outcome;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.rocksdb.Change.Family;

/// A batch as work for the committer: conditions, then rows, then bodies.
record BatchWork(Batch batch, Reserve reserve, InstantSource clock) implements Function<Group, Outcome> {
    @Override
    public Outcome apply(Group group) {
        for (Step step : batch.steps()) {
            Optional<Row> failed = failedCondition(step, group);
            if (failed.isPresent()) {
                return new Outcome.Conflict(failed.get());
            }
        }
        requireSpace();
        BodyChanges bodies = new BodyChanges(group, clock.instant());
        for (Step step : batch.steps()) {
            change(step, group, bodies);
        }
        bodies.settle();
        return new Outcome.Committed();
    }

    private void requireSpace() {
        if (batch.steps().stream().anyMatch(Step.Complete.class::isInstance)) {
            reserve.requireForBody();
        } else {
            reserve.requireForAnything();
        }
    }

    private Optional<Row> failedCondition(Step step, Group group) {
        return switch (step) {
            case Step.RequireAbsent(Row row) -> current(row, group) == null ? Optional.empty() : Optional.of(row);
            case Step.RequireEquals(Row row, byte[] value) ->
                Arrays.equals(current(row, group), value) ? Optional.empty() : Optional.of(row);
            case Step.Put _, Step.Delete _, Step.DeleteRange _, Step.Complete _, Step.Refer _, Step.Release _ ->
                Optional.empty();
        };
    }

    private byte @Nullable [] current(Row row, Group group) {
        return group.get(Family.ROWS, Keys.row(batch.partition(), row));
    }

    private void change(Step step, Group group, BodyChanges bodies) {
        Partition partition = batch.partition();
        switch (step) {
            case Step.RequireAbsent _, Step.RequireEquals _ -> {}
            case Step.Put(Row row, byte[] value) -> group.put(Family.ROWS, Keys.row(partition, row), value);
            case Step.Delete(Row row) -> group.delete(Family.ROWS, Keys.row(partition, row));
            case Step.DeleteRange(Row from, Row to) -> {
                if (from.compareTo(to) < 0) {
                    group.deleteRange(Family.ROWS, Keys.row(partition, from), Keys.row(partition, to));
                }
            }
            case Step.Complete complete -> bodies.complete(complete.draft());
            case Step.Refer(var blob, String owner) -> bodies.refer(blob, owner);
            case Step.Release(var blob, String owner, boolean keepForGrace) ->
                bodies.release(blob, owner, keepForGrace);
        }
    }
}
