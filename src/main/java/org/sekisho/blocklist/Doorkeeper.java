package org.sekisho.blocklist;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.sekisho.address.Domain;
import org.sekisho.address.ForwardPath;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.ReversePath;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.events.SessionId;
import org.sekisho.store.StorageException;

/// Turns away whom the blocklist names, and puts there whom a rule catches.
public final class Doorkeeper implements Door {
    private static final int LONGEST_SHOWN = 100; // characters; a reply line has 512 octets, RFC 5321 §4.5.3.1.5

    private final Blocklist list;
    private final Supplier<Settings> settings;
    private final Supplier<Household> household;
    private final Offences offences;
    private final InstantSource clock;
    private final Log log;
    private final Counters counters;

    /// @param submission whether addresses are refused at the submission listeners too
    /// @param contact whom those can ask who are refused, in ASCII
    public record Settings(boolean submission, String contact, List<Rule> rules) {
        public Settings {
            rules = List.copyOf(rules);
        }
    }

    /// @param settings those of now
    /// @param household who is never blocked by a rule, now
    public Doorkeeper(
            Blocklist list,
            Supplier<Settings> settings,
            Supplier<Household> household,
            InstantSource clock,
            Log log,
            Counters counters) {
        this.list = list;
        this.settings = settings;
        this.household = household;
        this.offences = new Offences(clock);
        this.clock = clock;
        this.log = log;
        this.counters = counters;
    }

    @Override
    public Optional<Refusal> connecting(Visit visit) {
        return Door.first(list.covering(visit.client()))
                .filter(entry -> refuses(entry, Stage.AT_ONCE) && counts(visit))
                .map(entry -> refusal(entry, IpAddress.print(visit.client())));
    }

    @Override
    public Optional<Refusal> mail(Visit visit, ReversePath sender) {
        return connecting(visit).or(() -> byName(visit, sender, Stage.AT_ONCE));
    }

    @Override
    public Optional<Refusal> rcpt(Visit visit, ReversePath sender, ForwardPath recipient) {
        if (visit.submission() || isForComplaints(recipient)) {
            return Optional.empty();
        }
        return Door.first(list.covering(visit.client()))
                .filter(entry -> refuses(entry, Stage.AT_RCPT))
                .map(entry -> refusal(entry, IpAddress.print(visit.client())))
                .or(() -> byName(visit, sender, Stage.AT_RCPT));
    }

    /// A client that is excepted by its address may call itself what it likes.
    private Optional<Refusal> byName(Visit visit, ReversePath sender, Stage stage) {
        if (visit.submission()) {
            return Optional.empty();
        }
        Optional<Refusal> byIntroduction = isExcepted(visit.client())
                ? Optional.empty()
                : domain(visit.introduction())
                        .flatMap(name -> Door.first(list.covering(name))
                                .filter(entry -> refuses(entry, stage))
                                .map(entry -> refusal(entry, name.name())));
        return byIntroduction.or(() -> sender instanceof ReversePath.From(var mailbox)
                ? Door.first(list.covering(mailbox))
                        .filter(entry -> refuses(entry, stage))
                        .map(entry -> refusal(entry, shown(mailbox)))
                : Optional.empty());
    }

    private boolean isExcepted(InetAddress client) {
        return Door.first(list.covering(client))
                .filter(entry -> !entry.isBlock())
                .isPresent();
    }

    private boolean counts(Visit visit) {
        return !visit.submission() || settings.get().submission();
    }

    private static boolean refuses(Entry entry, Stage stage) {
        return entry.isBlock() && entry.terms().stage() == stage;
    }

    private static Optional<Domain> domain(String introduction) {
        try {
            return introduction.isEmpty() || introduction.startsWith("[")
                    ? Optional.empty()
                    : Optional.of(new Domain(introduction));
        } catch (SyntaxError _) {
            return Optional.empty(); // what is no domain cannot be one on the list
        }
    }

    private static String shown(Mailbox mailbox) {
        return mailbox.needsUtf8() ? "@" + mailbox.host() : mailbox.toString();
    }

    private static boolean isForComplaints(ForwardPath recipient) {
        return switch (recipient) {
            case ForwardPath.Postmaster _ -> true;
            case ForwardPath.To(var mailbox) ->
                List.of("postmaster", "abuse")
                        .contains(mailbox.localPart().value().toLowerCase(Locale.ROOT));
        };
    }

    private Refusal refusal(Entry entry, String what) {
        String shown = what.length() > LONGEST_SHOWN ? what.substring(0, LONGEST_SHOWN) + "..." : what;
        return new Refusal(
                entry,
                what,
                shown + " is refused here (" + entry.id() + ": " + entry.terms().reason() + "), ask "
                        + settings.get().contact());
    }

    @Override
    public Trace explain(Visit visit, ReversePath sender, ForwardPath recipient) {
        List<String> steps = new ArrayList<>();
        list.covering(visit.client()).forEach(entry -> steps.add(step(entry)));
        domain(visit.introduction()).ifPresent(name -> list.covering(name).forEach(entry -> steps.add(step(entry))));
        if (sender instanceof ReversePath.From(var mailbox)) {
            list.covering(mailbox).forEach(entry -> steps.add(step(entry)));
        }
        Optional<Refusal> atConnect = connecting(visit);
        Optional<Refusal> refusal = atConnect.or(() -> mail(visit, sender)).or(() -> rcpt(visit, sender, recipient));
        if (refusal.isEmpty()) {
            steps.add("the blocklist turns nobody away here");
            return new Trace(steps, refusal, 0);
        }
        boolean late = refusal.get().entry().terms().stage() == Stage.AT_RCPT;
        String when = atConnect.isPresent() ? "when it connects" : late ? "at RCPT" : "at MAIL";
        steps.add("the blocklist refuses " + refusal.get().what() + " " + when + ", by "
                + refusal.get().entry());
        return new Trace(steps, refusal, atConnect.isPresent() ? 554 : 550);
    }

    private static String step(Entry entry) {
        return "blocklist " + entry + ": " + entry.terms().effect().name().toLowerCase(Locale.ROOT) + ", "
                + entry.terms().reason();
    }

    @Override
    public void seen(Offence offence, InetAddress client) {
        Network network = Subject.Addresses.ofClient(client).network();
        for (Rule rule : settings.get().rules()) {
            if (rule.offence() == offence && !household.get().holds(network)) {
                offences.count(rule, network).ifPresent(count -> block(rule, network, client, count));
            }
        }
    }

    private void block(Rule rule, Network network, InetAddress client, int count) {
        if (isExcepted(client)) {
            return;
        }
        Instant now = clock.instant();
        String session = SessionId.CURRENT.isBound() ? SessionId.CURRENT.get().value() : "";
        var terms = new Terms(
                Effect.BLOCK,
                Stage.AT_ONCE,
                "too often: " + rule.offence().word().replace('-', ' '),
                now,
                Optional.of(now.plus(rule.lasting())),
                new Origin.ByRule(rule.offence().word(), count, session));
        try {
            list.addByRule(new Blocklist.Wish(new Subject.Addresses(network), terms))
                    .ifPresent(_ -> counters.count(
                            "blocklist_by_rule", "event", rule.offence().word()));
        } catch (BlocklistException | StorageException e) {
            // the session has done nothing that depends on it; the rule counts anew
            log.error("blocklist.rule-failed", e, "rule", rule.offence().word(), "client", network);
        }
    }
}
