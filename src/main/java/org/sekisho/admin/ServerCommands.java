package org.sekisho.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.blocklist.Door;
import org.sekisho.gate.Client;
import org.sekisho.gate.Decision;
import org.sekisho.gate.RelayGate;
import org.sekisho.queue.Dsn;

/// Why the gate says what it says, mail from processes of this machine, and the server as a whole.
final class ServerCommands {
    private final Accounts accounts;
    private final RelayGate gate;
    private final Door door;
    private final QueueControl queue;
    private final LocalSubmission submission;
    private final ServerControl server;

    ServerCommands(
            Accounts accounts,
            Entrance entrance,
            QueueControl queue,
            LocalSubmission submission,
            ServerControl server) {
        this.accounts = accounts;
        this.gate = entrance.gate();
        this.door = entrance.door();
        this.queue = queue;
        this.submission = submission;
        this.server = server;
    }

    List<Command> all() {
        return List.of(
                Command.of("explain", this::explain, "client", "service", "tls", "login", "helo", "from", "to", "uid"),
                new Command(
                        "sendmail",
                        Set.of("from", "to", "from_header", "notify", "ret", "envelope_id", "caller", "folder"),
                        true,
                        this::sendmail),
                Command.of("reload", _ -> Fields.of("reloaded", server.reload())),
                Command.of("stop", _ -> {
                    server.stop();
                    return Fields.of("stopping", true);
                }),
                new Command("status", Set.of(), true, call -> {
                    call.row(Fields.of(server.status()));
                    return Map.of();
                }));
    }

    private Map<String, Object> explain(Call call) throws AdminException, DirectoryException, IOException {
        var arguments = call.arguments();
        Client client = client(call);
        ReversePath from =
                arguments.readOptional("from", QueueCommands::reversePath).orElse(QueueCommands.reversePath(""));
        ForwardPath to = arguments.read("to", ServerCommands::forwardPath);
        Door.Trace atTheDoor = atTheDoor(client, arguments.optional("helo").orElse(""), from, to);
        for (String step : atTheDoor.steps()) {
            call.row(Fields.of("step", step));
        }
        if (atTheDoor.refusal().isPresent()) {
            String text = atTheDoor.refusal().get().text();
            return Fields.of("decision", "refuse", "reason", "blocklist", "code", "5.7.1", "text", text);
        }
        RelayGate.Trace trace = gate.inquire(client, from, to);
        for (String step : trace.steps()) {
            call.row(Fields.of("step", step));
        }
        if (trace.decision() instanceof Decision.Relay
                && to instanceof ForwardPath.To(var mailbox)
                && mailbox.host() instanceof Domain domain) {
            String way =
                    queue.route(from, domain).map(route -> "the route " + route).orElse("the DNS");
            call.row(Fields.of("step", "which way it would leave: by " + way));
        }
        String decision = switch (trace.decision()) {
            case Decision.Deliver _ -> "deliver";
            case Decision.Relay _ -> "relay";
            case Decision.HandOn _ -> "hand on";
            case Decision.Refuse _ -> "refuse";
            case Decision.TryLater _ -> "try later";
        };
        var reason = trace.decision().reason();
        return Fields.of(
                "decision", decision, "reason", reason.code(), "code", reason.enhancedCode(), "text", reason.text());
    }

    /// The blocklist is asked before the gate, for those who have not logged in.
    private Door.Trace atTheDoor(Client client, String helo, ReversePath from, ForwardPath to) {
        return switch (client) {
            case Client.Peer(var service, var address, var _, var login)
            when login.isEmpty() && service != Service.LMTP ->
                door.explain(new Door.Visit(address, service.isSubmission(), helo), from, to);
            case Client.Peer _, Client.LocalProcess _, Client.ForwardRule _, Client.Reporter _ ->
                new Door.Trace(List.of(), Optional.empty(), 0);
        };
    }

    private Client client(Call call) throws AdminException, DirectoryException {
        var arguments = call.arguments();
        Optional<String> uid = arguments.optional("uid");
        if (uid.isPresent()) {
            return new Client.LocalProcess(arguments.read("uid", ServerCommands::uid));
        }
        Optional<Mailbox> user = arguments.readOptional("login", Mailbox::of);
        Optional<Login> login = Optional.empty();
        if (user.isPresent()) {
            Account account = accounts.require(user.get());
            login = Optional.of(new Login(account.id(), CredentialId.MAIN, account.primary(), List.of()));
        }
        return new Client.Peer(
                arguments.readOptional("service", DirectoryCommands::service).orElse(Service.SMTP),
                arguments.read("client", ServerCommands::address),
                arguments.flag("tls"),
                login);
    }

    private static long uid(String text) {
        if (!text.matches("[0-9]{1,10}")) {
            throw new SyntaxError("expected a number");
        }
        return Long.parseLong(text);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException _) {
            throw new SyntaxError("expected an IP address");
        }
    }

    private static ForwardPath forwardPath(String text) {
        return text.toLowerCase(Locale.ROOT).equals("postmaster")
                ? new ForwardPath.Postmaster()
                : new ForwardPath.To(Mailbox.of(text));
    }

    private Map<String, Object> sendmail(Call call) throws AdminException, IOException {
        var arguments = call.arguments();
        var recipients = new ArrayList<ForwardPath>(arguments.readAll("to", this::localForwardPath));
        var message = new LocalMessage(call.body());
        if (arguments.flag("from_header")) {
            for (String address : message.takeRecipients()) {
                recipients.add(read(address));
            }
        }
        if (recipients.isEmpty()) {
            throw new AdminException(Kind.USAGE, "no recipients");
        }
        var mail = new LocalSubmission.Mail(
                new Client.LocalProcess(call.peer().uid()),
                new LocalSubmission.Caller(
                        arguments.optional("caller").orElse("-"),
                        arguments.optional("folder").orElse("-")),
                arguments
                        .readOptional("from", this::localReversePath)
                        .orElse(localReversePath(call.peer().user())),
                recipients,
                new Dsn.ForMessage(
                        arguments.readOptional("ret", ServerCommands::ret), arguments.optional("envelope_id")),
                arguments.readOptional("notify", ServerCommands::notify).orElse(Dsn.ForRecipient.DEFAULT));
        return switch (submission.submit(mail, message.stream())) {
            case LocalSubmission.Result.Taken(var id) -> Fields.of("queued", id);
            case LocalSubmission.Result.Refused(var why) -> throw new AdminException(Kind.REFUSED, why);
            case LocalSubmission.Result.TryLater(var why) -> throw new AdminException(Kind.TEMPORARY, why);
        };
    }

    private ForwardPath localForwardPath(String text) {
        return new ForwardPath.To(Mailbox.of(complete(text)));
    }

    private ReversePath localReversePath(String text) {
        return QueueCommands.reversePath(text.isEmpty() || text.equals("<>") ? "" : complete(text));
    }

    private String complete(String address) {
        return address.indexOf('@') < 0 ? address + "@" + submission.localDomain() : address;
    }

    private ForwardPath read(String address) throws AdminException {
        try {
            return localForwardPath(address);
        } catch (SyntaxError e) {
            throw new AdminException(Kind.USAGE, "recipient `" + address + "`: " + e.getMessage());
        }
    }

    private static Dsn.Ret ret(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "FULL" -> Dsn.Ret.FULL;
            case "HDRS" -> Dsn.Ret.HDRS;
            default -> throw new SyntaxError("expected full or hdrs");
        };
    }

    /// RFC 3461 §4.1: `never`, or a list of the others.
    private static Dsn.ForRecipient notify(String text) {
        var on = EnumSet.noneOf(Dsn.Notify.class);
        for (String word : text.toUpperCase(Locale.ROOT).split(",", -1)) {
            switch (word.strip()) {
                case "NEVER" -> {}
                case "SUCCESS" -> on.add(Dsn.Notify.SUCCESS);
                case "FAILURE" -> on.add(Dsn.Notify.FAILURE);
                case "DELAY" -> on.add(Dsn.Notify.DELAY);
                default -> throw new SyntaxError("expected never, or success, failure and delay with commas");
            }
        }
        return new Dsn.ForRecipient(on, Optional.empty());
    }
}
