package org.sekisho.delivery;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Directory;
import org.sekisho.accounts.Lookup;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.dsn.RecipientStatus.Action;
import org.sekisho.events.Log;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.RelayGate;
import org.sekisho.gate.Target;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Delivery;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.DurableQueue.Offspring;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.Origin;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.Recipient;
import org.sekisho.store.StorageException;

/// Mail for recipients of ours: into their mailbox, or on by a forwarding rule. Safe from any thread.
final class LocalDelivery {
    private static final String FULL_FOR_GOOD = "5.2.2"; // RFC 3463 §3.3

    private final Mailboxes mailboxes;
    private final Directory directory;
    private final RelayGate gate;
    private final Arrivals arrivals;
    private final Log log;

    LocalDelivery(Mailboxes mailboxes, Directory directory, RelayGate gate, Arrivals arrivals, Log log) {
        this.mailboxes = mailboxes;
        this.directory = directory;
        this.gate = gate;
        this.arrivals = arrivals;
        this.log = log;
    }

    /// @param offspring gets the message that follows, if the recipient's mail goes outside
    Fate deliver(QueueEntry entry, Recipient recipient, Target target, List<Offspring> offspring) {
        return switch (target) {
            case Target.Account(var id, var detail) -> append(entry, recipient.address(), id);
            case Target.Alias(var id) ->
                directory
                        .alias(id)
                        .map(alias -> forward(entry, recipient, alias, offspring))
                        .orElseGet(() -> new Fate.Failed("5.1.1", "this address no longer exists", Optional.empty()));
        };
    }

    /// Mail for a domain that was behind a gateway when it came, and has moved here since.
    /// @return empty when it has not
    Optional<Fate> adopt(QueueEntry entry, Recipient recipient, List<Offspring> offspring) {
        return switch (directory.find(recipient.address())) {
            case Lookup.Found(var account, var _) -> Optional.of(append(entry, recipient.address(), account.id()));
            case Lookup.Forward(var alias) -> Optional.of(forward(entry, recipient, alias, offspring));
            // it was verified when it came: whoever moves a domain may add the users after it
            case Lookup.NoSuchUser() ->
                Optional.of(new Fate.Deferred("4.1.1", "the domain moved here without this user", Optional.empty()));
            case Lookup.DomainSuspended() ->
                Optional.of(new Fate.Deferred("4.2.1", "this domain takes no mail at present", Optional.empty()));
            case Lookup.Unavailable(var _) ->
                Optional.of(new Fate.Deferred("4.3.0", "the directory cannot be asked now", Optional.empty()));
            case Lookup.ForeignDomain() -> Optional.empty();
        };
    }

    /// The delivery id makes a second append after a crash do nothing.
    private Fate append(QueueEntry entry, Mailbox address, AccountId account) {
        byte[] head = ("Return-Path: " + entry.envelope().reversePath() + "\r\nDelivered-To: " + address + "\r\n")
                .getBytes(StandardCharsets.UTF_8);
        var delivery = new Delivery(
                entry.id() + "/" + account, entry.body(), entry.octets() + head.length, head, entry.arrived());
        return fate(entry, account, delivery);
    }

    /// What is wrong with one mailbox is not the other recipients' trouble.
    private Fate fate(QueueEntry entry, AccountId account, Delivery delivery) {
        Appended appended;
        try {
            appended = mailboxes.deliver(account, delivery);
        } catch (StorageException e) {
            log.error("delivery.mailbox", e, "queue", entry.id(), "account", account);
            return new Fate.Deferred("4.3.0", "the mailbox cannot be written now", Optional.empty());
        }
        return switch (appended) {
            case Appended.Stored(var uid) -> {
                arrivals.arrived(account, uid);
                yield new Fate.Done("in the mailbox", Optional.of(Action.DELIVERED));
            }
            case Appended.AlreadyThere(var uid) -> new Fate.Done("in the mailbox", Optional.of(Action.DELIVERED));
            case Appended.OverQuota(var why) -> full(entry, account, delivery);
            case Appended.TooManyKeywords() -> throw new IllegalStateException("a delivery has no keywords");
            case Appended.Gone() -> new Fate.Failed("5.1.1", "this user no longer exists", Optional.empty());
        };
    }

    /// Over the soft limit there may be room later; over the limit itself there is none, and the sender is told. A
    /// sender who cannot be told would never know: then it waits for room as long as it may.
    private Fate full(QueueEntry entry, AccountId account, Delivery delivery) {
        boolean forGood = mailboxes.room(account, delivery.octets()) == Quota.Room.NONE
                && entry.envelope().bounceable();
        return forGood
                ? new Fate.Failed(FULL_FOR_GOOD, "the mailbox is full", Optional.empty())
                : new Fate.Deferred("4.2.2", "the mailbox is full", Optional.empty());
    }

    /// To everybody the rule names. A mailbox that is full keeps only its own copy waiting, as a message of its
    /// own; a pass that cannot be had now keeps the recipient waiting, and what was delivered by then is not
    /// delivered again.
    private Fate forward(QueueEntry entry, Recipient recipient, Lookup.Alias alias, List<Offspring> offspring) {
        if (alias.suspended()) {
            return new Fate.Deferred("4.2.1", "this address takes no mail at present", Optional.empty());
        }
        Directory.Expansion expansion = directory.expand(alias);
        List<Recipient> late = new ArrayList<>();
        for (Account account : expansion.accounts()) {
            switch (append(entry, recipient.address(), account.id())) {
                case Fate.Deferred(var code, var note, var _) ->
                    late.add(waiting(recipient, account.id(), code + " " + note));
                case Fate.Failed(var code, var note, var _)
                when code.equals(FULL_FOR_GOOD) ->
                    late.add(waiting(recipient, account.id(), code + " " + note)); // fails, and is told, by itself
                case Fate.Failed _, Fate.Done _ -> {}
            }
        }
        List<Recipient> outside = new ArrayList<>();
        for (Directory.Outside member : expansion.outside()) {
            Optional<Fate> later = permitted(entry, member, outside);
            if (later.isPresent()) {
                return later.get();
            }
        }
        if (!expansion.nobody().isEmpty()) {
            log.warn(
                    "delivery.alias-member-missing",
                    "queue",
                    entry.id(),
                    "alias",
                    alias.address(),
                    "members",
                    expansion.nobody());
        }
        if (!late.isEmpty()) {
            offspring.add(new Offspring(entry.envelope(), origin(entry, alias), late, Optional.empty()));
        }
        if (!outside.isEmpty()) {
            offspring.add(new Offspring(forwarded(entry, alias), origin(entry, alias), outside, Optional.empty()));
        }
        return new Fate.Done(
                "handed on to " + (expansion.accounts().size() + outside.size()) + " members",
                Optional.of(Action.EXPANDED));
    }

    /// A member whose copy has to wait. RFC 3461 §5.2.7.3: the sender was told that the address was expanded, so
    /// success is not told again.
    private static Recipient waiting(Recipient recipient, AccountId account, String lastError) {
        Set<Dsn.Notify> notifyOn = recipient.dsn().notifyOn().stream()
                .filter(each -> each != Dsn.Notify.SUCCESS)
                .collect(Collectors.toUnmodifiableSet());
        return new Recipient(
                recipient.address(),
                new Recipient.Route.Local(new Target.Account(account, "")),
                new Dsn.ForRecipient(notifyOn, recipient.dsn().originalRecipient()),
                new Recipient.Status.Pending(lastError));
    }

    /// @return a reason to try later; otherwise the member was added, or refused for good
    private Optional<Fate> permitted(QueueEntry entry, Directory.Outside member, List<Recipient> outside) {
        var client = new Client.ForwardRule(member.alias().id());
        return switch (gate.decide(client, entry.envelope().reversePath(), new ForwardPath.To(member.member()))) {
            case Decision.Relay(var permit, var reason) -> {
                outside.add(member(member.member(), new Recipient.Route.Remote(permit)));
                yield Optional.empty();
            }
            case Decision.HandOn(var pass, var reason) -> {
                outside.add(member(member.member(), new Recipient.Route.HandOn(pass)));
                yield Optional.empty();
            }
            case Decision.Deliver(var target, var reason) -> Optional.empty(); // became ours: the next look-up finds it
            case Decision.Refuse(var reason) -> {
                log.warn(
                        "delivery.forward-refused",
                        "queue",
                        entry.id(),
                        "to",
                        member.member(),
                        "reason",
                        reason.code());
                yield Optional.empty();
            }
            case Decision.TryLater(var reason) ->
                Optional.of(new Fate.Deferred(reason.enhancedCode(), reason.text(), Optional.empty()));
        };
    }

    private static Recipient member(Mailbox address, Recipient.Route route) {
        return new Recipient(
                address,
                route,
                new Dsn.ForRecipient(Set.of(Dsn.Notify.FAILURE), Optional.empty()),
                new Recipient.Status.Pending(""));
    }

    /// Mail that goes on to outside comes from the rule's owner: the owner hears when a member is gone, and the
    /// next server's SPF check sees a domain of ours (docs/adr/forwarded-mail.md).
    private static Envelope forwarded(QueueEntry entry, Lookup.Alias alias) {
        Envelope envelope = entry.envelope();
        ReversePath reversePath = envelope.reversePath() instanceof ReversePath.Null
                ? envelope.reversePath()
                : new ReversePath.From(alias.owner());
        return new Envelope(reversePath, envelope.smtputf8(), envelope.eightBit(), Dsn.ForMessage.DEFAULT, true);
    }

    private static Origin origin(QueueEntry entry, Lookup.Alias alias) {
        return new Origin(
                "alias:" + alias.id(), Optional.empty(), entry.origin().session());
    }
}
