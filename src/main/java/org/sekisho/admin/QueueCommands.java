package org.sekisho.admin;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.QueueId;
import org.sekisho.queue.Recipient;

/// Looking into the queue and changing what is in it.
final class QueueCommands {
    private static final int MOST_NAMES = 1_000;
    private static final int MOST_ENTRIES = 10_000_000;
    private static final String[] SELECTION = {"id", "sender", "account", "recipient_domain", "held", "all"};

    private final QueueControl queue;
    private final Accounts accounts;
    private final Holders holders;

    /// @param accounts for their addresses: nobody knows their ids
    QueueCommands(QueueControl queue, Accounts accounts) {
        this.queue = queue;
        this.accounts = accounts;
        this.holders = new Holders(accounts);
    }

    List<Command> all() {
        return List.of(
                Command.of("queue.list", this::list, "sender", "account", "recipient_domain", "held", "limit", "top"),
                Command.of("queue.show", this::show, "id"),
                Command.of("queue.hold", call -> changed(queue.hold(selection(call), why(call))), with("why")),
                Command.of("queue.release", call -> changed(queue.release(selection(call))), SELECTION),
                Command.of("queue.retry", call -> changed(queue.retry(selection(call))), SELECTION),
                Command.of("queue.remove", call -> changed(queue.remove(selection(call))), SELECTION));
    }

    private static String[] with(String more) {
        String[] all = Arrays.copyOf(SELECTION, SELECTION.length + 1);
        all[SELECTION.length] = more;
        return all;
    }

    private static String why(Call call) throws AdminException {
        return call.arguments().optional("why").orElse("by " + call.peer().user());
    }

    private static Map<String, Object> changed(long messages) {
        return Fields.of("messages", messages);
    }

    /// Totals first, then who is responsible, then the messages.
    private Map<String, Object> list(Call call) throws AdminException, DirectoryException, IOException {
        QueueControl.Totals totals = queue.totals();
        call.row(Fields.of(
                "kind", "totals", "total", totals.total(), "deferred", totals.deferred(), "held", totals.held()));
        QueueControl.Responsible top = queue.responsible(call.arguments().number("top", 0, MOST_NAMES, 5));
        rows(call, "sender", top.senders());
        rows(call, "account", top.accounts().stream().map(this::named).toList());
        rows(call, "client", top.clients());
        rows(call, "destination", top.destinations());
        int limit = call.arguments().number("limit", 0, MOST_ENTRIES, 50);
        int shown = walk(call, chosen(call), limit);
        return Fields.of("shown", shown);
    }

    private QueueControl.Count named(QueueControl.Count count) {
        return new QueueControl.Count(holders.name(count.name()), count.messages());
    }

    private static void rows(Call call, String by, List<QueueControl.Count> counts) throws IOException {
        for (QueueControl.Count count : counts) {
            call.row(Fields.of("kind", "top", "by", by, "name", count.name(), "messages", count.messages()));
        }
    }

    private int walk(Call call, Selection selection, int limit) throws IOException {
        var shown = new AtomicInteger();
        var failure = new IOException[1];
        if (limit > 0) {
            queue.walk(selection, entry -> {
                try {
                    call.row(row(entry));
                } catch (IOException e) {
                    failure[0] = e; // whoever asked is gone
                    return false;
                }
                return shown.incrementAndGet() < limit;
            });
        }
        if (failure[0] != null) {
            throw failure[0];
        }
        return shown.get();
    }

    private Map<String, Object> row(QueueEntry entry) {
        return Fields.of(
                "kind",
                "message",
                "id",
                entry.id(),
                "arrived",
                entry.arrived(),
                "sender",
                entry.envelope().reversePath(),
                "client",
                entry.origin().client(),
                "account",
                entry.origin().account().map(id -> holders.name(id.value())),
                "session",
                entry.origin().session(),
                "octets",
                entry.octets(),
                "attempts",
                entry.attempts(),
                "due",
                entry.due(),
                "held",
                entry.held(),
                "recipients",
                entry.recipients().stream()
                        .map(recipient -> row(entry, recipient))
                        .toList());
    }

    private Map<String, Object> row(QueueEntry entry, Recipient recipient) {
        Optional<String> permit = switch (recipient.route()) {
            case Recipient.Route.Local _ -> Optional.empty();
            case Recipient.Route.Remote(var pass) -> Optional.of(pass.describe());
            case Recipient.Route.HandOn(var pass) -> Optional.of(pass.describe());
        };
        var row = Fields.of("address", recipient.address(), "permit", permit);
        switch (recipient.status()) {
            case Recipient.Status.Pending(var lastError) -> {
                row.put("status", "pending");
                row.put("note", lastError);
                route(entry, recipient).ifPresent(route -> row.put("route", route));
            }
            case Recipient.Status.Done(var note) -> {
                row.put("status", "done");
                row.put("note", note);
            }
            case Recipient.Status.Failed(var enhancedCode, var note) -> {
                row.put("status", "failed");
                row.put("code", enhancedCode);
                row.put("note", note);
            }
        }
        return row;
    }

    /// Which way of the settings the next attempt will go.
    private Optional<String> route(QueueEntry entry, Recipient recipient) {
        return recipient.route() instanceof Recipient.Route.Remote
                        && recipient.address().host() instanceof Domain domain
                ? queue.route(entry.envelope().reversePath(), domain)
                : Optional.empty();
    }

    private Map<String, Object> show(Call call) throws AdminException, IOException {
        String id = call.arguments().text("id");
        QueueEntry entry = queue.find(new QueueId(id))
                .orElseThrow(() -> new AdminException(Kind.MISSING, "no message " + id + " in the queue"));
        call.row(row(entry));
        return Map.of();
    }

    private Selection chosen(Call call) throws AdminException, DirectoryException {
        var arguments = call.arguments();
        return new Selection(
                arguments.optional("id").map(QueueId::new),
                arguments.readOptional("sender", QueueCommands::reversePath),
                account(arguments),
                arguments.readOptional("recipient_domain", Domain::of),
                arguments.flag("held") ? Optional.of(true) : Optional.empty());
    }

    private Optional<String> account(Arguments arguments) throws AdminException, DirectoryException {
        Optional<String> name = arguments.optional("account");
        if (name.isEmpty() || name.get().indexOf('@') < 0) {
            return name;
        }
        Mailbox address = arguments.read("account", Mailbox::of);
        return Optional.of(accounts.require(address).id().value());
    }

    /// What to change: nothing named means nothing, unless `all` says otherwise.
    private Selection selection(Call call) throws AdminException, DirectoryException {
        Selection selection = chosen(call);
        if (selection.isAll() != call.arguments().flag("all")) {
            throw new AdminException(
                    Kind.USAGE,
                    "say which messages: an id, --sender, --account, --recipient-domain, --held; or --all alone");
        }
        return selection;
    }

    static ReversePath reversePath(String text) {
        return text.isEmpty() || text.equals("<>") ? new ReversePath.Null() : new ReversePath.From(Mailbox.of(text));
    }
}
