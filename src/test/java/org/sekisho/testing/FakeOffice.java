package org.sekisho.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.AccountSettings;
import org.sekisho.accounts.Accounts;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.admin.AccountMail;
import org.sekisho.admin.AdminCommands;
import org.sekisho.admin.AdminException;
import org.sekisho.admin.Entrance;
import org.sekisho.admin.GatewayControl;
import org.sekisho.admin.LocalSubmission;
import org.sekisho.admin.QueueControl;
import org.sekisho.admin.Selection;
import org.sekisho.admin.ServerControl;
import org.sekisho.blocklist.Door;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.GatewayPass;
import org.sekisho.gate.Permit;
import org.sekisho.gate.Reason;
import org.sekisho.gate.RelayGate;
import org.sekisho.gate.SenderDecision;
import org.sekisho.gate.Target;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Quota;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.Origin;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.QueueId;
import org.sekisho.queue.Recipient;
import org.sekisho.store.BlobId;

/// What an administrator acts on: a real directory in memory, and everything else made up. Safe from any thread.
public final class FakeOffice implements QueueControl, LocalSubmission, ServerControl, RelayGate {
    public static final Instant NOW = Instant.parse("2026-04-01T00:00:00Z");

    private final MemoryStore store = new MemoryStore();
    public final Accounts accounts =
            Accounts.open(store, AccountSettings.DEFAULT, new SetClock(NOW), new SecureRandom(), new RecordedEvents());
    public final Map<QueueId, QueueEntry> entries = new LinkedHashMap<>();
    public final List<AccountId> removed = new CopyOnWriteArrayList<>();
    public final List<String> done = new CopyOnWriteArrayList<>();
    public final List<Mail> mails = new CopyOnWriteArrayList<>();
    public final List<byte[]> messages = new CopyOnWriteArrayList<>();
    private volatile Result answer = new Result.Taken(new QueueId("01JQ3ZK8M4R7T"));

    public AdminCommands commands() {
        var mailboxes = new Mailboxes(store, new SetClock(NOW), new Random(1), Quota.UNLIMITED, () -> "");
        var mail = new AccountMail(mailboxes, removed::add);
        return new AdminCommands(accounts, mail, new Entrance(this, Door.OPEN), this, this, this, new FakeAudits());
    }

    public FakeOffice answering(Result result) {
        answer = result;
        return this;
    }

    public FakeOffice queued(String id, String sender, String recipient, Optional<String> held) {
        return queued("00000000000000a1", id, sender, recipient, held);
    }

    public FakeOffice queuedBy(String account, String id, String sender, String recipient) {
        return queued(account, id, sender, recipient, Optional.empty());
    }

    private synchronized FakeOffice queued(
            String account, String id, String sender, String recipient, Optional<String> held) {
        var from = sender.isEmpty() ? new ReversePath.Null() : new ReversePath.From(Mailbox.of(sender));
        entries.put(
                new QueueId(id),
                new QueueEntry(
                        new QueueId(id),
                        NOW,
                        new Envelope(from, false, false, Dsn.ForMessage.DEFAULT, true),
                        new Origin("192.0.2.1", Optional.of(new AccountId(account)), "s1"),
                        new BlobId("0011223344556677889900aabbccddee"),
                        1234,
                        List.of(new Recipient(
                                Mailbox.of(recipient),
                                new Recipient.Route.Local(new Target.Alias("x")),
                                Dsn.ForRecipient.DEFAULT,
                                new Recipient.Status.Pending("host said: 450 \u001b[31mlater"))),
                        2,
                        NOW.plusSeconds(300),
                        held,
                        false));
        return this;
    }

    @Override
    public Optional<String> route(ReversePath sender, Domain domain) {
        return Optional.of("from " + sender + " to " + domain);
    }

    @Override
    public synchronized Totals totals() {
        long held = entries.values().stream()
                .filter(entry -> entry.held().isPresent())
                .count();
        return new Totals(entries.size(), entries.size() - held, held);
    }

    @Override
    public synchronized Responsible responsible(int most) {
        if (entries.isEmpty() || most == 0) {
            return new Responsible(List.of(), List.of(), List.of(), List.of());
        }
        return new Responsible(
                List.of(new Count("alice@example.test", 2), new Count("bob@example.test", 1)),
                List.of(new Count(
                        "account:"
                                + entries.values()
                                        .iterator()
                                        .next()
                                        .origin()
                                        .account()
                                        .orElseThrow(),
                        3)),
                List.of(new Count("192.0.2.1", 3)),
                List.of(new Count("example.net", 3)));
    }

    @Override
    public synchronized Optional<QueueEntry> find(QueueId id) {
        return Optional.ofNullable(entries.get(id));
    }

    @Override
    public synchronized void walk(Selection selection, Predicate<QueueEntry> each) {
        for (QueueEntry entry : List.copyOf(entries.values())) {
            if (selection.fits(entry) && !each.test(entry)) {
                return;
            }
        }
    }

    private synchronized long change(String what, Selection selection) {
        var chosen = new ArrayList<QueueId>();
        walk(selection, entry -> chosen.add(entry.id()));
        done.add(what + " " + chosen);
        return chosen.size();
    }

    @Override
    public long hold(Selection selection, String why) {
        return change("hold (" + why + ")", selection);
    }

    @Override
    public long release(Selection selection) {
        return change("release", selection);
    }

    @Override
    public long retry(Selection selection) {
        return change("retry", selection);
    }

    @Override
    public long remove(Selection selection) {
        return change("remove", selection);
    }

    @Override
    public Domain localDomain() {
        return Domain.of("example.test");
    }

    @Override
    public Result submit(Mail mail, InputStream message) throws IOException {
        var octets = new ByteArrayOutputStream();
        message.transferTo(octets);
        mails.add(mail);
        messages.add(octets.toByteArray());
        return answer;
    }

    @Override
    public Map<String, Object> status() {
        return Map.of("version", "test", "started", Instant.EPOCH, "smtp", List.of("127.0.0.1:25"));
    }

    @Override
    public GatewayControl gateways() {
        return List::of;
    }

    @Override
    public String reload() throws AdminException {
        throw new AdminException(AdminException.Kind.USAGE, "line 7: no such key");
    }

    @Override
    public void stop() {
        done.add("stop");
    }

    @Override
    public Trace explain(Client client, ReversePath reversePath, ForwardPath forwardPath) {
        boolean loggedIn =
                client instanceof Client.Peer(var service, var address, var tls, var login) && login.isPresent();
        var steps = List.of("client: " + client.getClass().getSimpleName(), "to: " + forwardPath);
        return loggedIn
                ? new Trace(
                        new Decision.Deliver(new Target.Alias("x"), new Reason("permit-account", "", "welcome")), steps)
                : new Trace(new Decision.Refuse(new Reason("relay-denied", "5.7.1", "relaying denied")), steps);
    }

    @Override
    public Decision decide(Client client, ReversePath reversePath, ForwardPath forwardPath) {
        return explain(client, reversePath, forwardPath).decision();
    }

    @Override
    public Trace inquire(Client client, ReversePath reversePath, ForwardPath forwardPath) {
        return explain(client, reversePath, forwardPath);
    }

    @Override
    public Standing recheck(GatewayPass pass) {
        return new Standing.Good();
    }

    @Override
    public GatewayPass gatewayPass(String stored) {
        throw new IllegalArgumentException(stored);
    }

    @Override
    public SenderDecision mayUse(Client client, ReversePath reversePath) {
        return new SenderDecision.Allowed();
    }

    @Override
    public SenderDecision mayWrite(Client client, List<Mailbox> from) {
        return new SenderDecision.Allowed();
    }

    @Override
    public Standing recheck(Permit permit) {
        return new Standing.Good();
    }

    @Override
    public String stored(Permit permit) {
        return permit.holder();
    }

    @Override
    public Permit permit(String stored) {
        throw new IllegalArgumentException(stored);
    }
}
