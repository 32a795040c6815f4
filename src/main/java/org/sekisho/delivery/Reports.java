package org.sekisho.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.dsn.Notification;
import org.sekisho.dsn.RecipientStatus;
import org.sekisho.dsn.RecipientStatus.Action;
import org.sekisho.dsn.ReturnedMessage;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.RelayGate;
import org.sekisho.message.MessageId;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.DurableQueue.Offspring;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.Origin;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.Recipient;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Blobs;
import org.sekisho.store.StorageException;

/// Decides whether a sender is told, and composes what it is told (RFC 3461 §5, §6). Safe from any thread.
final class Reports {
    /// @param reporter what we call ourselves
    record Style(Domain reporter, ZoneId zone, boolean japanese) {}

    private final Style style;
    private final RelayGate gate;
    private final Blobs blobs;
    private final RandomGenerator random;
    private final Log log;
    private final Counters counters;

    Reports(Style style, RelayGate gate, Blobs blobs, RandomGenerator random, Log log, Counters counters) {
        this.style = style;
        this.gate = gate;
        this.blobs = blobs;
        this.random = random;
        this.log = log;
        this.counters = counters;
    }

    /// What happened to one recipient, and what the report says of it.
    record News(Recipient recipient, Action action, String enhancedCode, Optional<String> host, String note) {
        boolean isWanted() {
            Dsn.Notify kind = switch (action) {
                case FAILED -> Dsn.Notify.FAILURE;
                case DELAYED -> Dsn.Notify.DELAY;
                case DELIVERED, RELAYED, EXPANDED -> Dsn.Notify.SUCCESS;
            };
            return recipient.dsn().notifyOn().contains(kind);
        }
    }

    sealed interface Composed {
        record Report(Offspring offspring) implements Composed {}

        /// Nobody wants it, nobody may get it, or there is nobody.
        record Nothing() implements Composed {}

        /// The gate could not tell, or the budget for reports is used up.
        record Later(String why) implements Composed {}
    }

    /// @param news of one action
    /// @param end until when a delayed message is tried
    Composed compose(QueueEntry entry, List<News> news, Instant now, Instant end) {
        List<News> wanted = news.stream().filter(News::isWanted).toList();
        if (wanted.isEmpty()) {
            return new Composed.Nothing();
        }
        if (!(entry.envelope().reversePath() instanceof ReversePath.From(var sender))
                || !entry.envelope().bounceable()) {
            // RFC 5321 §4.5.5: no report about a report. Invariant I8: none to a sender who may be forged.
            counters.count("delivery_unreported");
            log.info(
                    "delivery.unreported",
                    "queue",
                    entry.id(),
                    "action",
                    wanted.getFirst().action());
            return new Composed.Nothing();
        }
        return switch (gate.decide(new Client.Reporter(), new ReversePath.Null(), new ForwardPath.To(sender))) {
            case Decision.Deliver(var target, var reason) ->
                report(entry, wanted, sender, new Recipient.Route.Local(target), now, end);
            case Decision.Relay(var permit, var reason) ->
                report(entry, wanted, sender, new Recipient.Route.Remote(permit), now, end);
            case Decision.HandOn(var pass, var reason) ->
                report(entry, wanted, sender, new Recipient.Route.HandOn(pass), now, end);
            case Decision.Refuse(var reason) -> {
                log.info("delivery.unreported", "queue", entry.id(), "to", sender, "reason", reason.code());
                yield new Composed.Nothing();
            }
            case Decision.TryLater(var reason) -> new Composed.Later(reason.text());
        };
    }

    private Composed report(
            QueueEntry entry, List<News> news, Mailbox sender, Recipient.Route route, Instant now, Instant end) {
        BlobDraft draft = draft(entry, new Notice(news, sender, now, end));
        boolean utf8 = entry.envelope().smtputf8();
        var envelope = new Envelope(new ReversePath.Null(), utf8, true, Dsn.ForMessage.DEFAULT, false);
        var recipient = new Recipient(
                sender, route, new Dsn.ForRecipient(Set.of(), Optional.empty()), new Recipient.Status.Pending(""));
        var origin = new Origin("report", Optional.empty(), entry.id().value());
        log.info(
                "delivery.report",
                "queue",
                entry.id(),
                "to",
                sender,
                "action",
                news.getFirst().action());
        counters.count("delivery_reports", "action", news.getFirst().action().name());
        return new Composed.Report(new Offspring(envelope, origin, List.of(recipient), Optional.of(draft)));
    }

    private record Notice(List<News> news, Mailbox sender, Instant now, Instant end) {}

    /// A message that is damaged is told of all the same, without it.
    private BlobDraft draft(QueueEntry entry, Notice notice) {
        try {
            return written(entry, notice, () -> blobs.open(entry.body()));
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.DAMAGED) {
                throw e;
            }
            log.error("delivery.body", e, "queue", entry.id());
            return written(entry, notice, InputStream::nullInputStream);
        }
    }

    private BlobDraft written(QueueEntry entry, Notice notice, Supplier<InputStream> message) {
        BlobDraft draft = blobs.draft();
        try (InputStream body = message.get()) {
            write(draft, entry, notice, body);
            return draft;
        } catch (IOException e) {
            draft.close();
            throw new UncheckedIOException(e); // neither the store's streams nor drafts throw one
        } catch (RuntimeException e) {
            draft.close();
            throw e;
        }
    }

    private void write(BlobDraft draft, QueueEntry entry, Notice notice, InputStream body) throws IOException {
        List<News> news = notice.news();
        boolean failed = news.getFirst().action() == Action.FAILED;
        // RFC 3461 §4.3: the whole message only with a failure, and by default
        boolean whole = failed && entry.envelope().dsn().ret().orElse(Dsn.Ret.FULL) == Dsn.Ret.FULL;
        var notification = new Notification(
                style.reporter(),
                notice.sender(),
                entry.envelope().dsn().envelopeId(),
                entry.arrived(),
                news.stream()
                        .map(each -> status(each, notice.now(), notice.end()))
                        .toList(),
                entry.envelope().smtputf8(),
                style.japanese());
        var stamp = new Notification.Stamp(
                notice.now(),
                style.zone(),
                MessageId.create(style.reporter(), notice.now(), random),
                "=_" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
        notification.writeTo(
                draft, stamp, new ReturnedMessage(body, whole, entry.envelope().eightBit()));
    }

    private static RecipientStatus status(News news, Instant now, Instant end) {
        return new RecipientStatus(
                news.recipient().address(),
                news.recipient().dsn().originalRecipient(),
                news.action(),
                news.enhancedCode(),
                news.host(),
                news.note(),
                Optional.of(now),
                news.action() == Action.DELAYED ? Optional.of(end) : Optional.empty());
    }
}
