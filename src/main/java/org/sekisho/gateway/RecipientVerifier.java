package org.sekisho.gateway;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.config.Callout;
import org.sekisho.config.Gateway;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.gate.RecipientCheck;
import org.sekisho.smtp.client.Dialer;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Timeouts;
import org.sekisho.smtp.client.Verification;

/// Knows who is there behind a gateway: by its list, or by what its server says or said (RFC 5321 §3.3). Safe
/// from any thread.
public final class RecipientVerifier implements RecipientCheck, AutoCloseable {
    private static final int PROBE_OCTETS = 8;

    /// @param routes empty: the settings have changed meanwhile
    /// @param dialers make one with these timeouts
    public record Parts(
            Supplier<Callout> settings,
            Function<Gateway, Optional<GatewayRoute>> routes,
            NextHops nextHops,
            Function<Timeouts, Dialer> dialers,
            InstantSource clock,
            RandomGenerator random,
            Log log,
            Counters counters) {}

    private final Parts parts;
    private final Callouts callouts;
    private final AnswerCache cache = new AnswerCache();
    private final UnknownLimits unknown;
    private final Map<Path, RecipientList> lists = new ConcurrentHashMap<>();
    private final Indifference indifference = new Indifference();

    public RecipientVerifier(Parts parts) {
        this.parts = parts;
        this.callouts = new Callouts(parts.nextHops(), parts.dialers(), parts.clock());
        this.unknown = new UnknownLimits(parts.clock());
        parts.counters().gauge("gateway_answers_remembered", cache, AnswerCache::size);
    }

    @Override
    public Answer ask(Gateway gateway, Mailbox recipient, Optional<InetAddress> asker) {
        return switch (gateway.recipients()) {
            case Gateway.Recipients.Callout() -> callout(gateway, recipient, asker);
            case Gateway.Recipients.Listed(var file) -> list(file).ask(recipient);
            case Gateway.Recipients.Any() -> new Answer.There("everything is taken");
        };
    }

    @Override
    public Answer recall(Gateway gateway, Mailbox recipient) {
        return switch (gateway.recipients()) {
            case Gateway.Recipients.Callout() ->
                remembered(gateway, recipient)
                        .orElseGet(() -> new Answer.CouldNotTell("not known yet: the server would be asked"));
            case Gateway.Recipients.Listed(var file) -> list(file).ask(recipient);
            case Gateway.Recipients.Any() -> new Answer.There("everything is taken");
        };
    }

    /// Whether its server said yes to an address that nobody can have.
    public boolean acceptsAll(Gateway gateway) {
        return indifference.acceptsAll(gateway.name());
    }

    private RecipientList list(Path file) {
        return lists.computeIfAbsent(file, it -> new RecipientList(it, parts.clock(), parts.log()));
    }

    private Optional<AnswerCache.Said> said(Gateway gateway, Mailbox recipient, Duration goodFor, Duration badFor) {
        Instant now = parts.clock().instant();
        return cache.of(gateway.to(), recipient)
                .filter(said -> said.at().plus(said.there() ? goodFor : badFor).isAfter(now));
    }

    private Optional<Answer> remembered(Gateway gateway, Mailbox recipient) {
        Callout settings = parts.settings().get();
        return said(gateway, recipient, settings.goodFor(), settings.badFor())
                .map(said -> said.there()
                        ? there(gateway, recipient, said.how() + ", at " + said.at())
                        : new Answer.NotThere(said.how() + ", at " + said.at()));
    }

    private Answer callout(Gateway gateway, Mailbox recipient, Optional<InetAddress> asker) {
        return remembered(gateway, recipient).orElseGet(() -> {
            Callout settings = parts.settings().get();
            if (asker.filter(client -> unknown.isExceeded(client, settings.unknownPerMinute()))
                    .isPresent()) {
                parts.counters().count("gateway_callouts", "answer", "not-asked");
                return stale(gateway, recipient, "this client has asked for too many that do not exist");
            }
            return parts.routes()
                    .apply(gateway)
                    .map(route -> asked(route, recipient, asker, settings))
                    .orElseGet(() -> new Answer.CouldNotTell("the settings have just changed"));
        });
    }

    private Answer asked(GatewayRoute route, Mailbox recipient, Optional<InetAddress> asker, Callout settings) {
        Gateway gateway = route.gateway();
        return switch (callouts.ask(route, recipient, settings)) {
            case Verification.Accepted(var reply) -> {
                String how = gateway.to() + " said " + reply;
                remember(gateway, recipient, true, how);
                lookForIndifference(route, recipient, settings);
                yield there(gateway, recipient, how);
            }
            case Verification.Refused(var failure) -> {
                remember(gateway, recipient, false, failure.text());
                asker.ifPresent(client -> unknown.count(client, settings.unknownPerMinute()));
                yield new Answer.NotThere(failure.text());
            }
            case Verification.CouldNotAsk(var failure) -> {
                parts.counters().count("gateway_callouts", "answer", "none");
                parts.log().warn("gateway.callout", "gateway", gateway.name(), "to", recipient, "why", failure.text());
                yield stale(gateway, recipient, failure.text());
            }
        };
    }

    private void remember(Gateway gateway, Mailbox recipient, boolean there, String how) {
        parts.counters().count("gateway_callouts", "answer", there ? "yes" : "no");
        cache.put(
                gateway.to(),
                recipient,
                new AnswerCache.Said(there, how, parts.clock().instant()),
                parts.settings().get().cacheEntries());
    }

    /// A yes that has grown old is better than none while nobody answers.
    private Answer stale(Gateway gateway, Mailbox recipient, String why) {
        return said(gateway, recipient, parts.settings().get().staleFor(), Duration.ZERO)
                .map(said -> there(gateway, recipient, said.how() + ", at " + said.at() + "; now: " + why))
                .orElseGet(() -> new Answer.CouldNotTell(why));
    }

    private Answer there(Gateway gateway, Mailbox recipient, String how) {
        boolean doubtful = indifference
                        .of(gateway.name(), recipient.host())
                        .filter(Indifference.Known::acceptsAll)
                        .isPresent()
                && !parts.settings().get().trustAcceptAll();
        return doubtful
                ? new Answer.CouldNotTell("its server says yes to every address; write recipients = \"list\"")
                : new Answer.There(how);
    }

    /// Asks for an address that nobody can have, once in a while. A server that says yes to it, as qmail-smtpd
    /// does, will bounce to strangers what it does not want (invariant I8 is then not ours to keep). One that
    /// says nothing is asked again with the next recipient; until then what was known of it holds (invariant I3).
    private void lookForIndifference(GatewayRoute route, Mailbox recipient, Callout settings) {
        String name = route.gateway().name();
        Instant now = parts.clock().instant();
        Optional<Indifference.Known> known = indifference.of(name, recipient.host());
        if (known.filter(it -> it.at().plus(settings.goodFor()).isAfter(now)).isPresent()) {
            return;
        }
        byte[] octets = new byte[PROBE_OCTETS];
        parts.random().nextBytes(octets);
        var nobody = new Mailbox(new LocalPart("no-such-user-" + HexFormat.of().formatHex(octets)), recipient.host());
        Verification said = callouts.ask(route, nobody, settings);
        if (said instanceof Verification.CouldNotAsk) {
            return;
        }
        boolean acceptsAll = said instanceof Verification.Accepted;
        boolean news =
                acceptsAll && known.filter(Indifference.Known::acceptsAll).isEmpty();
        indifference.put(name, recipient.host(), new Indifference.Known(acceptsAll, now));
        if (news) {
            parts.log()
                    .warn(
                            "gateway.accepts-all",
                            "gateway",
                            route.gateway().name(),
                            "servers",
                            route.gateway().to(),
                            "why",
                            "it says yes to addresses that nobody has: use recipients = \"list\"");
        }
    }

    @Override
    public void close() {
        callouts.close();
    }
}
