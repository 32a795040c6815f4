package org.sekisho.delivery;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.sekisho.activity.Handover;
import org.sekisho.activity.Handover.Result;
import org.sekisho.address.AddressLiteral;
import org.sekisho.address.Domain;
import org.sekisho.dsn.RecipientStatus.Action;
import org.sekisho.events.Log;
import org.sekisho.gate.RelayGate;
import org.sekisho.gateway.QmailQueue;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.Recipient;
import org.sekisho.smtp.client.Failure;
import org.sekisho.smtp.client.Outcome;
import org.sekisho.smtp.client.OutgoingMessage;
import org.sekisho.store.Blobs;
import org.sekisho.store.StorageException;

/// Mail for recipients elsewhere. No recipient is tried whose pass does not hold at this moment (invariant I1).
/// Safe from any thread.
final class RemoteDelivery {
    private static final Fate OTHERS_STOPPED =
            new Fate.Deferred("4.7.0", "the pass of another recipient was taken away meanwhile", Optional.empty());

    private static final Fate UNCHECKED = new Fate.Deferred("4.3.0", "the pass could not be checked", Optional.empty());
    private static final Fate NO_GATEWAY = new Fate.Deferred(
            "4.7.1", "its domain is no longer behind a gateway, and mail for it goes no other way", Optional.empty());

    private static final Fate UNREADABLE =
            new Fate.Deferred("4.3.0", "the message cannot be read now", Optional.empty());

    private final Outbound outbound;
    private final QmailQueue qmailQueue;
    private final RelayGate gate;
    private final Blobs blobs;
    private final Consumer<Handover> activity;
    private final Log log;

    /// @param activity told, once for each attempt, what other servers did with its recipients; must not throw
    RemoteDelivery(
            Outbound outbound,
            QmailQueue qmailQueue,
            RelayGate gate,
            Blobs blobs,
            Consumer<Handover> activity,
            Log log) {
        this.outbound = outbound;
        this.qmailQueue = qmailQueue;
        this.gate = gate;
        this.blobs = blobs;
        this.activity = activity;
        this.log = log;
    }

    /// @param recipients with a remote route
    Map<Recipient, Fate> deliver(QueueEntry entry, List<Recipient> recipients) {
        Map<Recipient, Fate> fates = new ConcurrentHashMap<>();
        Map<Object, Group> groups = new LinkedHashMap<>();
        for (Recipient recipient : recipients) {
            Optional<Fate> refused = checked(recipient);
            if (refused.isPresent()) {
                fates.put(recipient, refused.get());
            } else if (recipient.address().host() instanceof Domain domain) {
                Optional<Sending> sending = sending(entry, recipient, domain);
                sending.ifPresentOrElse(
                        it -> groups.computeIfAbsent(it.key(), _ -> new Group(it, new ArrayList<>()))
                                .recipients
                                .add(recipient),
                        () -> fates.put(recipient, NO_GATEWAY));
            } else if (recipient.address().host() instanceof AddressLiteral) {
                fates.put(
                        recipient, new Fate.Failed("5.1.2", "mail to address literals is not sent", Optional.empty()));
            }
        }
        Queue<Handover.To> tried = new ConcurrentLinkedQueue<>();
        sendAll(List.copyOf(groups.values()), group -> send(entry, group, fates, tried));
        if (!tried.isEmpty()) {
            activity.accept(new Handover(entry.origin().client(), List.copyOf(tried)));
        }
        return fates;
    }

    private record Group(Sending sending, List<Recipient> recipients) {}

    /// How a recipient's mail leaves.
    private sealed interface Sending {
        /// What recipients have in common that get one copy together.
        Object key();

        record ByConversation(Routes.Way way) implements Sending {
            @Override
            public Object key() {
                return way.key();
            }
        }

        record ByProgram(Path program) implements Sending {
            @Override
            public Object key() {
                return program;
            }
        }
    }

    /// What is behind a gateway goes the gateway's way and no other.
    /// @return empty when there is no gateway any more
    private Optional<Sending> sending(QueueEntry entry, Recipient recipient, Domain domain) {
        return switch (recipient.route()) {
            case Recipient.Route.Remote _ ->
                Optional.of(
                        new Sending.ByConversation(outbound.way(entry.envelope().reversePath(), domain)));
            case Recipient.Route.HandOn _ ->
                outbound.gateway(domain)
                        .map(route -> route.program()
                                .<Sending>map(Sending.ByProgram::new)
                                .orElseGet(() -> new Sending.ByConversation(outbound.way(route))));
            case Recipient.Route.Local _ -> throw new IllegalArgumentException("not a remote recipient");
        };
    }

    private Optional<Fate> checked(Recipient recipient) {
        return switch (recipient.route()) {
            case Recipient.Route.Remote(var permit) ->
                switch (gate.recheck(permit)) {
                    case RelayGate.Standing.Good() -> Optional.empty();
                    case RelayGate.Standing.Revoked(var reason) ->
                        Optional.of(new Fate.Failed(reason.enhancedCode(), reason.text(), Optional.empty()));
                    case RelayGate.Standing.CouldNotAsk _ -> Optional.of(UNCHECKED);
                };
            // a gateway that was taken out of the settings is a mistake more often than not, and most of its mail
            // has
            // senders who may not be told (invariant I8): it waits until it is given up
            case Recipient.Route.HandOn(var pass) ->
                switch (gate.recheck(pass)) {
                    case RelayGate.Standing.Good() -> Optional.empty();
                    case RelayGate.Standing.Revoked _ -> Optional.of(NO_GATEWAY);
                    case RelayGate.Standing.CouldNotAsk _ -> Optional.of(UNCHECKED);
                };
            case Recipient.Route.Local _ -> throw new IllegalArgumentException("not a remote recipient");
        };
    }

    /// Several destinations side by side: a slow one does not keep the others waiting.
    private static void sendAll(List<Group> groups, Consumer<Group> sending) {
        if (groups.size() == 1) {
            sending.accept(groups.getFirst());
            return;
        }
        var done = new CountDownLatch(groups.size());
        for (Group group : groups) {
            Thread.ofVirtual().start(() -> {
                try {
                    sending.accept(group);
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            done.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(QueueEntry entry, Group group, Map<Recipient, Fate> fates, Queue<Handover.To> tried) {
        switch (group.sending()) {
            case Sending.ByConversation(var way) -> converse(entry, way, group.recipients(), fates, tried);
            case Sending.ByProgram(var program) -> handOver(entry, program, group.recipients(), fates);
        }
    }

    private void handOver(QueueEntry entry, Path program, List<Recipient> recipients, Map<Recipient, Fate> fates) {
        Fate fate;
        try {
            var result = qmailQueue.hand(
                    program,
                    entry.envelope().reversePath(),
                    recipients.stream().map(Recipient::address).toList(),
                    () -> blobs.open(entry.body()));
            fate = switch (result) {
                case QmailQueue.Result.Taken() -> new Fate.Done("taken by " + program, Optional.of(Action.RELAYED));
                case QmailQueue.Result.Refused(var code, var text) -> new Fate.Failed(code, text, Optional.empty());
                case QmailQueue.Result.Later(var text) -> new Fate.Deferred("4.3.0", text, Optional.empty());
            };
        } catch (StorageException e) {
            fate = UNREADABLE;
        }
        for (Recipient recipient : recipients) {
            fates.put(recipient, fate);
        }
    }

    private void converse(
            QueueEntry entry,
            Routes.Way way,
            List<Recipient> recipients,
            Map<Recipient, Fate> fates,
            Queue<Handover.To> tried) {
        way.route()
                .ifPresent(route -> log.info(
                        "delivery.route", "queue", entry.id(), "route", route, "recipients", recipients.size()));
        try {
            Optional<List<Outcome>> outcomes = outbound.send(
                    way,
                    message(entry, recipients),
                    () -> recipients.stream()
                            .allMatch(recipient -> checked(recipient).isEmpty()));
            for (int i = 0; i < recipients.size(); i++) {
                Recipient recipient = recipients.get(i);
                fates.put(
                        recipient,
                        outcomes.isPresent()
                                ? fate(outcomes.get().get(i))
                                : checked(recipient).orElse(OTHERS_STOPPED));
                // what is behind a gateway is ours: nobody is responsible for mail that comes in
                if (outcomes.isPresent() && recipient.route() instanceof Recipient.Route.Remote(var permit)) {
                    tried.add(tried(permit.holder(), recipient, outcomes.get().get(i)));
                }
            }
        } catch (StorageException e) {
            // our body could not be read; the peer was cut off and has taken nothing
            recipients.forEach(recipient -> fates.putIfAbsent(recipient, UNREADABLE));
        }
    }

    private static Handover.To tried(String holder, Recipient recipient, Outcome outcome) {
        String destination = recipient.address().host().toString();
        return switch (outcome) {
            case Outcome.Sent _ -> new Handover.To(holder, destination, Result.ACCEPTED, "");
            case Outcome.NotSent(var failure) ->
                new Handover.To(
                        holder,
                        destination,
                        failure.permanent() ? Result.REFUSED : Result.DEFERRED,
                        failure.reply().isPresent() ? failure.text() : "");
        };
    }

    private OutgoingMessage message(QueueEntry entry, List<Recipient> recipients) {
        return new OutgoingMessage(
                entry.envelope().reversePath(),
                entry.envelope().smtputf8(),
                entry.envelope().eightBit(),
                entry.octets(),
                entry.envelope().dsn().ret().map(Enum::name),
                entry.envelope().dsn().envelopeId(),
                recipients.stream().map(RemoteDelivery::to).toList(),
                () -> blobs.open(entry.body()));
    }

    private static OutgoingMessage.To to(Recipient recipient) {
        boolean usual = recipient.dsn().notifyOn().equals(Dsn.ForRecipient.DEFAULT.notifyOn());
        String asked = recipient.dsn().notifyOn().stream()
                .map(each -> each.name().toUpperCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(","));
        return new OutgoingMessage.To(
                recipient.address(),
                usual ? Optional.empty() : Optional.of(asked.isEmpty() ? "NEVER" : asked),
                recipient.dsn().originalRecipient());
    }

    private static Fate fate(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Sent(var reply, var dsn) ->
                new Fate.Done(
                        reply.code() + " " + reply.lines().getFirst(),
                        dsn ? Optional.empty() : Optional.of(Action.RELAYED));
            case Outcome.NotSent(var failure) -> {
                Optional<String> host = failure.reply().isPresent() ? host(failure) : Optional.empty();
                yield failure.permanent()
                        ? new Fate.Failed(failure.enhancedCode(), failure.text(), host)
                        : new Fate.Deferred(failure.enhancedCode(), failure.text(), host);
            }
        };
    }

    /// The text begins with the hop: `mx.example.test[192.0.2.1] said: …`.
    private static Optional<String> host(Failure failure) {
        int end = failure.text().indexOf('[');
        return end > 0 ? Optional.of(failure.text().substring(0, end)) : Optional.empty();
    }
}
