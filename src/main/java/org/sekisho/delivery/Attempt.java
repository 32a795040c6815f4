package org.sekisho.delivery;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.sekisho.dsn.RecipientStatus.Action;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.queue.DurableQueue;
import org.sekisho.queue.DurableQueue.Offspring;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.Recipient;

/// One attempt to deliver one message: every recipient that is still pending is tried, then one commit writes
/// down what came of it together with the reports and forwarded messages that follow.
///
/// A crash before that commit: the message is tried again; mailboxes know the delivery id, remote servers may see
/// it twice. A crash after it: nothing is left to do. Drafts of reports that were not committed are swept.
final class Attempt {
    /// @param policy asked at every attempt, so that a reload takes effect
    record Parts(
            DurableQueue queue,
            LocalDelivery local,
            RemoteDelivery remote,
            Reports reports,
            Supplier<RetryPolicy> policy,
            InstantSource clock,
            RandomGenerator random,
            Log log,
            Counters counters) {}

    private final Parts parts;
    private final QueueEntry entry;
    private final List<Offspring> offspring = new ArrayList<>();
    private final List<Reports.News> news = new ArrayList<>();

    Attempt(Parts parts, QueueEntry entry) {
        this.parts = parts;
        this.entry = entry;
    }

    void run() {
        try {
            Map<Recipient, Fate> fates = fates();
            Instant now = parts.clock().instant();
            RetryPolicy policy = parts.policy().get();
            boolean expired = policy.isExpired(entry, now);
            List<Recipient> recipients = new ArrayList<>();
            for (Recipient recipient : entry.recipients()) {
                Fate fate = fates.get(recipient);
                recipients.add(fate == null ? recipient : judged(recipient, fate, expired));
            }
            settle(recipients, now, policy);
        } finally {
            offspring.forEach(each -> each.draft().ifPresent(draft -> draft.close()));
        }
    }

    /// A recipient named twice is one.
    private Map<Recipient, Fate> fates() {
        Map<Recipient, Fate> fates = new HashMap<>();
        List<Recipient> outside = new ArrayList<>();
        for (Recipient recipient : entry.recipients()) {
            if (recipient.status() instanceof Recipient.Status.Pending && !fates.containsKey(recipient)) {
                switch (recipient.route()) {
                    case Recipient.Route.Local(var target) ->
                        fates.put(recipient, parts.local().deliver(entry, recipient, target, offspring));
                    case Recipient.Route.Remote _ -> outside.add(recipient);
                    case Recipient.Route.HandOn _ ->
                        parts.local()
                                .adopt(entry, recipient, offspring)
                                .ifPresentOrElse(fate -> fates.put(recipient, fate), () -> outside.add(recipient));
                }
            }
        }
        if (!outside.isEmpty()) {
            fates.putAll(parts.remote().deliver(entry, outside));
        }
        return fates;
    }

    /// The recipient with its new status; notes what there is to tell.
    private Recipient judged(Recipient recipient, Fate fate, boolean expired) {
        return switch (fate) {
            case Fate.Done(var note, var told) -> {
                log("delivery.sent", recipient, "2.0.0", note);
                told.ifPresent(
                        action -> news.add(new Reports.News(recipient, action, "2.0.0", Optional.empty(), note)));
                yield recipient.with(new Recipient.Status.Done(note));
            }
            case Fate.Deferred(var code, var note, var host) -> {
                if (!expired) {
                    log("delivery.deferred", recipient, code, note);
                    yield recipient.with(new Recipient.Status.Pending(code + " " + note));
                }
                yield failed(recipient, "5.4.7", "given up after the last attempt: " + note, host); // RFC 3463 §3.5
            }
            case Fate.Failed(var code, var note, var host) -> failed(recipient, code, note, host);
        };
    }

    private Recipient failed(Recipient recipient, String code, String note, Optional<String> host) {
        log("delivery.failed", recipient, code, note);
        news.add(new Reports.News(recipient, Action.FAILED, code, host, note));
        return recipient.with(new Recipient.Status.Failed(code, note));
    }

    private void log(String event, Recipient recipient, String code, String note) {
        parts.counters().count(event.replace('.', '_'));
        parts.log()
                .info(
                        event,
                        "queue",
                        entry.id(),
                        "to",
                        recipient.address(),
                        "way",
                        recipient.route() instanceof Recipient.Route.Local ? "local" : "remote",
                        "code",
                        code,
                        "note",
                        note,
                        "attempt",
                        entry.attempts() + 1);
    }

    private void settle(List<Recipient> recipients, Instant now, RetryPolicy policy) {
        List<Recipient> pending = pending(recipients);
        boolean warn = !pending.isEmpty() && !entry.delayWarned() && policy.isDelayed(entry, now);
        if (warn) {
            pending.forEach(each -> news.add(delayed(each)));
        }
        Set<Action> later = report(now, policy);
        List<Recipient> left = later.contains(Action.FAILED)
                ? recipients.stream().map(this::untold).toList()
                : recipients;
        boolean warned = warn && !later.contains(Action.DELAYED);
        Optional<QueueEntry> next =
                pending(left).isEmpty() ? Optional.empty() : Optional.of(next(left, now, policy, warned));
        parts.queue().complete(entry, next, offspring);
        if (next.isEmpty()) {
            parts.log().debug("queue.done", "queue", entry.id());
        }
    }

    private static List<Recipient> pending(List<Recipient> recipients) {
        return recipients.stream()
                .filter(each -> each.status() instanceof Recipient.Status.Pending)
                .toList();
    }

    private static Reports.News delayed(Recipient recipient) {
        String error = recipient.status() instanceof Recipient.Status.Pending(var last) ? last : "";
        int space = error.indexOf(' ');
        return space < 0
                ? new Reports.News(recipient, Action.DELAYED, "4.0.0", Optional.empty(), error)
                : new Reports.News(
                        recipient,
                        Action.DELAYED,
                        error.substring(0, space),
                        Optional.empty(),
                        error.substring(space + 1));
    }

    /// A failure that nobody could be told of yet is not over: it is found out again at the next attempt.
    private Recipient untold(Recipient recipient) {
        boolean waits = news.stream()
                .filter(each -> each.action() == Action.FAILED && each.isWanted())
                .anyMatch(each -> each.recipient().address().equals(recipient.address()));
        return waits && recipient.status() instanceof Recipient.Status.Failed(var _, var note)
                ? recipient.with(new Recipient.Status.Pending("4.3.0 " + note))
                : recipient;
    }

    /// Composes one report for each kind of news.
    /// @return the kinds that have to wait
    private Set<Action> report(Instant now, RetryPolicy policy) {
        Set<Action> later = EnumSet.noneOf(Action.class);
        for (Action action : Action.values()) {
            List<Reports.News> alike =
                    news.stream().filter(each -> each.action() == action).toList();
            if (!alike.isEmpty()) {
                switch (composed(alike, now, policy)) {
                    case Reports.Composed.Report(var report) -> offspring.add(report);
                    case Reports.Composed.Nothing() -> {}
                    case Reports.Composed.Later(var why) -> {
                        later.add(action);
                        parts.log().warn("delivery.report-later", "queue", entry.id(), "action", action, "why", why);
                    }
                }
            }
        }
        return later;
    }

    /// Whatever goes wrong with the telling, what was sent must be written down, lest it is sent again.
    private Reports.Composed composed(List<Reports.News> alike, Instant now, RetryPolicy policy) {
        try {
            return parts.reports().compose(entry, alike, now, policy.end(entry));
        } catch (RuntimeException e) {
            parts.log().error("delivery.report", e, "queue", entry.id());
            return new Reports.Composed.Later("it could not be written");
        }
    }

    private QueueEntry next(List<Recipient> recipients, Instant now, RetryPolicy policy, boolean warned) {
        return new QueueEntry(
                entry.id(),
                entry.arrived(),
                entry.envelope(),
                entry.origin(),
                entry.body(),
                entry.octets(),
                recipients,
                entry.attempts() + 1,
                policy.next(entry, now, parts.random()),
                Optional.empty(),
                entry.delayWarned() || warned);
    }
}
