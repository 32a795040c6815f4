package org.sekisho.gate;

import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sekisho.accounts.Directory;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.Lookup;
import org.sekisho.accounts.Service;
import org.sekisho.address.AddressLiteral;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.Host;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.config.Gateway;
import org.sekisho.config.Settings;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.store.StorageException;
import org.sekisho.store.Store;

/// The gate of this server. Safe from any thread.
public final class Gatekeeper implements RelayGate {
    private static final LocalPart POSTMASTER = new LocalPart("postmaster");

    private final Directory directory;
    private final Supplier<Policy> policy;
    private final Budgets budgets;
    private final GatewayRule gateways;
    private final Log log;
    private final Counters counters;

    /// @param policy asked at every decision, so that a reload takes effect at once
    /// @param recipients knows who is there behind a gateway
    public Gatekeeper(
            Directory directory,
            Supplier<Policy> policy,
            Store store,
            RecipientCheck recipients,
            InstantSource clock,
            Log log,
            Counters counters) {
        this.directory = directory;
        this.gateways = new GatewayRule(directory, recipients);
        this.policy = policy;
        this.budgets = new Budgets(store, clock);
        this.log = log;
        this.counters = counters;
    }

    @Override
    public Decision decide(Client client, ReversePath reversePath, ForwardPath forwardPath) {
        Decision decision = settle(new Question(client, reversePath, forwardPath, true, _ -> {}));
        if (decision instanceof Decision.Relay(var permit, var _)) {
            decision = budgeted(permit).orElse(decision);
        }
        record(client, reversePath, forwardPath, decision);
        return decision;
    }

    @Override
    public Trace explain(Client client, ReversePath reversePath, ForwardPath forwardPath) {
        return traced(client, reversePath, forwardPath, false);
    }

    @Override
    public Trace inquire(Client client, ReversePath reversePath, ForwardPath forwardPath) {
        return traced(client, reversePath, forwardPath, true);
    }

    private Trace traced(Client client, ReversePath reversePath, ForwardPath forwardPath, boolean mayAsk) {
        List<String> steps = new ArrayList<>();
        Decision decision = settle(new Question(client, reversePath, forwardPath, mayAsk, steps::add));
        return new Trace(decision, List.copyOf(steps));
    }

    /// @param mayAsk whether the server behind a gateway may be asked
    /// @param trace is told every step
    private record Question(
            Client client, ReversePath reversePath, ForwardPath forwardPath, boolean mayAsk, Consumer<String> trace) {
        void step(String question, Object answer) {
            trace.accept(question + " " + answer);
        }
    }

    private void record(Client client, ReversePath from, ForwardPath to, Decision decision) {
        String word = word(decision);
        counters.count(
                "gate_decisions", "decision", word, "reason", decision.reason().code());
        log.info(
                "gate.rcpt",
                "decision",
                word,
                "reason",
                decision.reason().code(),
                "client",
                describe(client),
                "from",
                from,
                "to",
                to);
    }

    private static String word(Decision decision) {
        return switch (decision) {
            case Decision.Deliver _ -> "deliver";
            case Decision.Relay _ -> "relay";
            case Decision.HandOn _ -> "hand-on";
            case Decision.Refuse _ -> "refuse";
            case Decision.TryLater _ -> "try-later";
        };
    }

    private static String describe(Client client) {
        return switch (client) {
            case Client.Peer(var service, var address, var tls, var login) ->
                address.getHostAddress() + login.map(who -> "/" + who.user()).orElse("");
            case Client.LocalProcess(var uid) -> "uid:" + uid;
            case Client.ForwardRule(var id) -> "alias:" + id;
            case Client.Reporter() -> "report";
        };
    }

    private Decision settle(Question question) {
        try {
            return entitled(question).orElseGet(() -> recipient(question));
        } catch (StorageException e) {
            question.step("could the directory be asked?", "no: " + e.getMessage());
            return later("directory-unavailable", "4.3.0", "the directory cannot be asked now");
        }
    }

    /// Whether this client may hand in anything with this reverse path; the recipient comes after that.
    /// @return a refusal, or nothing when it may
    private Optional<Decision> entitled(Question question) {
        if (question.client() instanceof Client.Peer(var service, var _, var _, var login)) {
            question.step(
                    "which service, and who has logged in?",
                    service + ", "
                            + login.map(who -> who.user() + " (" + who.credential() + ")")
                                    .orElse("nobody"));
            if (login.isEmpty() && service.isSubmission()) {
                return Optional.of(refuse("auth-required", "5.7.0", "authentication required"));
            }
            if (login.isPresent()) {
                Optional<Decision> gone = stillGood(question, login.get());
                if (gone.isPresent()) {
                    return gone;
                }
            }
        }
        return switch (mayUse(question.client(), question.reversePath())) {
            case SenderDecision.Allowed() -> Optional.empty();
            case SenderDecision.Refused(var reason) -> {
                question.step("may it use " + question.reversePath() + "?", "no: " + reason.text());
                yield Optional.of(new Decision.Refuse(reason));
            }
            case SenderDecision.TryLater(var reason) -> Optional.of(new Decision.TryLater(reason));
        };
    }

    private Optional<Decision> stillGood(Question question, Login login) {
        Directory.Standing standing = directory.standing(login);
        question.step("does the log-in still hold?", standing);
        return switch (standing) {
            case Directory.Standing.Good() -> Optional.empty();
            case Directory.Standing.Gone(var _) ->
                Optional.of(refuse("login-gone", "5.7.1", "your account may not send"));
            case Directory.Standing.CouldNotAsk(var _) -> Optional.of(unavailable());
        };
    }

    private Decision recipient(Question question) {
        return switch (question.forwardPath()) {
            // RFC 5321 §4.5.1: accepted whatever else is refused
            case ForwardPath.Postmaster() -> postmaster(question);
            case ForwardPath.To(var mailbox) -> mailbox(question, mailbox);
        };
    }

    private Decision postmaster(Question question) {
        var account = directory.postmaster(Optional.empty());
        question.step(
                "who is postmaster?", account.map(it -> it.primary().toString()).orElse("nobody"));
        return account.<Decision>map(
                        it -> new Decision.Deliver(new Target.Account(it.id(), ""), yes("local-user", "postmaster")))
                .orElseGet(() ->
                        mailbox(question, new Mailbox(POSTMASTER, policy.get().hostname())));
    }

    private Decision mailbox(Question question, Mailbox mailbox) {
        if (mailbox.host() instanceof AddressLiteral literal && !directory.isOurs(literal)) {
            question.step("is " + literal + " an address of ours?", "no");
            return refuse("foreign-literal", "5.7.1", "relaying denied");
        }
        Lookup found = directory.find(mailbox);
        question.step("whose is " + mailbox + "?", said(found));
        return switch (found) {
            case Lookup.Found(var account, var detail) ->
                new Decision.Deliver(new Target.Account(account.id(), detail), yes("local-user", "recipient ok"));
            case Lookup.Forward(var alias) ->
                alias.suspended()
                        ? later("alias-suspended", "4.2.1", "this address takes no mail at present")
                        : new Decision.Deliver(new Target.Alias(alias.id()), yes("local-alias", "recipient ok"));
            case Lookup.NoSuchUser() -> refuse("no-such-user", "5.1.1", "no such user here");
            case Lookup.DomainSuspended() -> later("domain-suspended", "4.2.1", "this domain takes no mail at present");
            case Lookup.Unavailable(var _) -> unavailable();
            case Lookup.ForeignDomain() -> notHere(question, mailbox);
        };
    }

    private static String said(Lookup found) {
        return switch (found) {
            case Lookup.Found(var account, var detail) -> "our user " + account.primary();
            case Lookup.Forward(var alias) -> "our alias " + alias.id();
            case Lookup.NoSuchUser() -> "our domain, but nobody's";
            case Lookup.DomainSuspended() -> "our domain, which is suspended";
            case Lookup.Unavailable(var why) -> "could not ask: " + why;
            case Lookup.ForeignDomain() -> "no domain that is hosted here";
        };
    }

    private Decision notHere(Question question, Mailbox mailbox) {
        if (mailbox.host() instanceof Domain domain) {
            Optional<Gateway> gateway = policy.get().gateway(domain);
            if (gateway.isPresent()) {
                return gateways.decide(
                        gateway.get(),
                        domain,
                        mailbox,
                        new GatewayRule.Inquiry(question.client(), question.mayAsk(), question.trace()));
            }
        }
        question.step("is " + mailbox.host() + " ours in any way?", "no: a pass is needed");
        return outside(question, mailbox);
    }

    private Decision outside(Question question, Mailbox mailbox) {
        return switch (question.client()) {
            case Client.Peer(var service, var address, var tls, var login) -> peer(question, service, address, login);
            case Client.LocalProcess(var uid) -> {
                boolean may = policy.get().localUids().contains(uid);
                question.step("may uid " + uid + " send to outside?", may ? "yes" : "no");
                yield may
                        ? relay(new Permit.LocalProcess(uid), "permit-local-process")
                        : refuse("uid-not-allowed", "5.7.1", "this user may not send mail to outside");
            }
            case Client.ForwardRule(var id) -> forward(question, id, mailbox);
            case Client.Reporter() -> {
                boolean report = question.reversePath() instanceof ReversePath.Null;
                question.step("is it a report, from <>?", report ? "yes" : "no");
                yield report
                        ? relay(new Permit.Report(), "permit-report")
                        : refuse("not-a-report", "5.7.1", "a report comes from <>");
            }
        };
    }

    private Decision peer(Question question, Service service, InetAddress address, Optional<Login> login) {
        if (service == Service.LMTP) {
            question.step("does LMTP send to outside?", "never");
            return refuse("relay-denied", "5.7.1", "relaying denied");
        }
        if (login.isPresent()) {
            Login who = login.get();
            question.step("is there a pass?", "the log-in of " + who.user());
            return relay(
                    new Permit.AuthenticatedAccount(
                            who.account(), who.credential(), who.user().toString()),
                    "permit-account");
        }
        Optional<Network> trusted = policy.get().trusted().containing(address);
        question.step(
                "is " + address.getHostAddress() + " in a trusted network?",
                trusted.map(Network::toString).orElse("no"));
        return trusted.map(network -> relay(new Permit.TrustedNetwork(network), "permit-network"))
                .orElseGet(() -> refuse("relay-denied", "5.7.1", "relaying denied"));
    }

    private Decision forward(Question question, String aliasId, Mailbox member) {
        Optional<Lookup.Alias> alias = directory.alias(aliasId);
        boolean names = alias.filter(it -> !it.suspended())
                .filter(it -> it.members().stream().anyMatch(each -> Directory.same(each, member)))
                .isPresent();
        question.step("does rule " + aliasId + " name " + member + "?", names ? "yes" : "no");
        return names
                ? relay(new Permit.Forward(aliasId), "permit-forward")
                : refuse("not-a-member", "5.7.1", "the forwarding rule does not name this address");
    }

    private Optional<Decision> budgeted(Permit permit) {
        Settings.Budget budget = policy.get().budget();
        Settings.Allowance allowance = switch (permit) {
            case Permit.AuthenticatedAccount _ -> budget.account();
            case Permit.TrustedNetwork _ -> budget.network();
            case Permit.LocalProcess _ -> budget.uid();
            case Permit.Forward _ -> budget.alias();
            case Permit.Report _ -> budget.report();
        };
        try {
            Optional<Duration> wait = budgets.take(permit.holder(), allowance);
            wait.ifPresent(rest -> {
                counters.count("gate_over_budget");
                log.warn("gate.budget", "holder", permit.holder(), "wait", rest);
            });
            return wait.map(_ -> later("budget-exceeded", "4.7.1", "sending limit reached; try again later"));
        } catch (StorageException _) {
            return Optional.of(unavailable());
        }
    }

    @Override
    public SenderDecision mayUse(Client client, ReversePath reversePath) {
        if (!(reversePath instanceof ReversePath.From(var mailbox))) {
            return new SenderDecision.Allowed(); // notifications about what was read have no other (RFC 8098 §3)
        }
        return switch (client) {
            case Client.Peer(var service, var address, var tls, var login) ->
                login.map(who -> owns(who, mailbox)).orElseGet(() -> stranger(service, address, mailbox));
            case Client.LocalProcess _, Client.ForwardRule _, Client.Reporter _ -> new SenderDecision.Allowed();
        };
    }

    @Override
    public SenderDecision mayWrite(Client client, List<Mailbox> from) {
        if (client instanceof Client.Peer(var _, var _, var _, var login) && login.isPresent()) {
            return from.stream()
                    .map(mailbox -> owns(login.get(), mailbox))
                    .filter(decision -> !(decision instanceof SenderDecision.Allowed))
                    .findFirst()
                    .orElseGet(SenderDecision.Allowed::new);
        }
        return new SenderDecision.Allowed();
    }

    private SenderDecision owns(Login login, Mailbox mailbox) {
        try {
            boolean owned = directory.owns(login.account(), mailbox);
            boolean allowed = login.allowedFrom().isEmpty()
                    || login.allowedFrom().stream().anyMatch(each -> Directory.same(each, mailbox));
            return owned && allowed
                    ? new SenderDecision.Allowed()
                    : new SenderDecision.Refused(
                            new Reason("not-your-address", "5.7.1", "you may not send as " + mailbox));
        } catch (StorageException _) {
            return new SenderDecision.TryLater(unavailable().reason());
        }
    }

    /// A local address proves nothing, so it grants nothing; only on request it is refused, since forwarded mail
    /// has one.
    private SenderDecision stranger(Service service, InetAddress address, Mailbox mailbox) {
        boolean refused = policy.get().refuseOwnSenders()
                && service == Service.SMTP
                && isOurs(mailbox.host())
                && policy.get().trusted().containing(address).isEmpty();
        return refused
                ? new SenderDecision.Refused(
                        new Reason("own-sender", "5.7.1", "log in at the submission port to send as " + mailbox))
                : new SenderDecision.Allowed();
    }

    @Override
    public Standing recheck(Permit permit) {
        try {
            return switch (permit) {
                case Permit.AuthenticatedAccount it -> standing(directory.standing(it.account, it.credential));
                case Permit.TrustedNetwork it ->
                    holds(
                            policy.get().trusted().networks().stream().anyMatch(each -> each.contains(it.network)),
                            "the network is no longer trusted");
                case Permit.LocalProcess it ->
                    holds(policy.get().localUids().contains(it.uid), "the local user may no longer send");
                case Permit.Forward it ->
                    holds(
                            directory
                                    .alias(it.aliasId)
                                    .filter(alias -> !alias.suspended())
                                    .isPresent(),
                            "the forwarding rule is gone");
                case Permit.Report _ -> new Standing.Good();
            };
        } catch (StorageException e) {
            return new Standing.CouldNotAsk(String.valueOf(e.getMessage()));
        }
    }

    private boolean isOurs(Host host) {
        return directory.isOurs(host)
                || (host instanceof Domain domain
                        && policy.get().gateway(domain).isPresent());
    }

    @Override
    public Standing recheck(GatewayPass pass) {
        try {
            return holds(
                    policy.get().gateway(pass.domain()).isPresent() && !directory.isOurs(pass.domain()),
                    "there is no gateway for " + pass.domain() + " any more");
        } catch (StorageException e) {
            return new Standing.CouldNotAsk(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public GatewayPass gatewayPass(String stored) {
        try {
            return new GatewayPass(Domain.of(stored));
        } catch (SyntaxError e) {
            throw new IllegalArgumentException("not a stored pass", e);
        }
    }

    private static Standing standing(Directory.Standing standing) {
        return switch (standing) {
            case Directory.Standing.Good() -> new Standing.Good();
            case Directory.Standing.Gone(var why) -> holds(false, why);
            case Directory.Standing.CouldNotAsk(var why) -> new Standing.CouldNotAsk(why);
        };
    }

    private static Standing holds(boolean holds, String otherwise) {
        return holds
                ? new Standing.Good()
                : new Standing.Revoked(new Reason("permit-revoked", "5.7.1", "the pass was taken away: " + otherwise));
    }

    @Override
    public String stored(Permit permit) {
        return PermitText.print(permit);
    }

    @Override
    public Permit permit(String stored) {
        return PermitText.read(stored);
    }

    private static Reason yes(String code, String text) {
        return new Reason(code, "", text);
    }

    private static Decision relay(Permit permit, String code) {
        return new Decision.Relay(permit, yes(code, "recipient ok"));
    }

    private static Decision refuse(String code, String enhancedCode, String text) {
        return new Decision.Refuse(new Reason(code, enhancedCode, text));
    }

    private static Decision later(String code, String enhancedCode, String text) {
        return new Decision.TryLater(new Reason(code, enhancedCode, text));
    }

    private static Decision unavailable() {
        return later("directory-unavailable", "4.3.0", "the directory cannot be asked now");
    }
}
