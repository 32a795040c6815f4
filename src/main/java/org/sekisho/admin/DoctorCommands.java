package org.sekisho.admin;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.sekisho.accounts.Accounts;
import org.sekisho.doctor.Origin;
import org.sekisho.doctor.QueueFacts;
import org.sekisho.doctor.QueueTally;

/// The queue in sum, for the doctor: one walk through it here, instead of every message over the socket.
final class DoctorCommands {
    private static final int MOST = 20_000; // of each kind of row; what is rarer decides nothing

    private final QueueControl queue;
    private final Accounts accounts;
    private final InstantSource clock;

    DoctorCommands(QueueControl queue, Accounts accounts, InstantSource clock) {
        this.queue = queue;
        this.accounts = accounts;
        this.clock = clock;
    }

    List<Command> all() {
        return List.of(Command.of("queue.facts", this::facts));
    }

    private Map<String, Object> facts(Call call) throws IOException {
        var tally = new QueueTally(clock.instant());
        var counts = new EntryCounts(accounts, tally);
        queue.walk(Selection.ALL, entry -> {
            counts.add(entry);
            return true;
        });
        QueueFacts facts = tally.facts();
        call.row(Fields.of(
                "kind",
                "queue",
                "when",
                facts.when(),
                "messages",
                facts.messages(),
                "waiting",
                facts.waiting(),
                "deferred",
                facts.deferred(),
                "held",
                facts.held(),
                "from_nobody",
                facts.fromNobody(),
                "local",
                facts.local(),
                "remote",
                facts.remote(),
                "done",
                facts.done(),
                "oldest",
                facts.oldest()));
        rows(call, "age", facts.ages());
        rows(call, "sender", facts.senders());
        rows(call, "destination", facts.destinations());
        for (var each : facts.origins().entrySet()) {
            long recipients = facts.recipientsByOrigin().getOrDefault(each.getKey(), each.getValue());
            call.row(row(each.getKey(), each.getValue(), recipients));
        }
        return Map.of();
    }

    private static void rows(Call call, String kind, Map<?, Long> counts) throws IOException {
        int left = MOST;
        for (var each : counts.entrySet()) {
            if (left-- > 0) {
                call.row(Fields.of("kind", kind, "name", each.getKey(), "messages", each.getValue()));
            }
        }
    }

    private static Map<String, Object> row(Origin origin, long messages, long recipients) {
        return Fields.of(
                "kind",
                "origin",
                "way",
                origin.way(),
                "user",
                origin.user(),
                "credential",
                origin.credential(),
                "list",
                origin.list(),
                "client",
                origin.client(),
                "uid",
                origin.uid(),
                "messages",
                messages,
                "recipients",
                recipients);
    }
}
