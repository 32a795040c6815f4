package org.sekisho.app;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.HostedDomain;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.admin.AdminException;
import org.sekisho.admin.GatewayControl;
import org.sekisho.config.Gateway;
import org.sekisho.config.RouteDomain;
import org.sekisho.config.Settings;
import org.sekisho.config.SettingsException;
import org.sekisho.events.Log;
import org.sekisho.gate.RecipientCheck;
import org.sekisho.gateway.QmailQueue;
import org.sekisho.gateway.RecipientVerifier;
import org.sekisho.smtp.client.Dialer;
import org.sekisho.smtp.client.NextHops;
import org.sekisho.smtp.client.Timeouts;

/// The gateways of the settings, beside the domains that are hosted here, and what is to be said about them. Safe
/// from any thread.
final class Gateways implements RecipientCheck, GatewayControl, AutoCloseable {
    private static final Duration HAND_OVER = Duration.ofMinutes(5); // one qmail-queue; its own limit is a day

    private final Supplier<Settings> settings;
    private final Log log;
    private final RecipientVerifier verifier;
    private final QmailQueue qmailQueue;

    Gateways(
            Supplier<Settings> settings,
            RouteTable routes,
            NextHops nextHops,
            Function<Timeouts, Dialer> dialers,
            Wiring.World world)
            throws IOException {
        this.settings = settings;
        this.log = world.log();
        this.verifier = new RecipientVerifier(new RecipientVerifier.Parts(
                () -> settings.get().callout(),
                gateway -> routes.current().route(gateway),
                nextHops,
                dialers,
                world.clock(),
                world.random(),
                world.log(),
                world.counters()));
        this.qmailQueue = new QmailQueue(settings.get().data().resolve("hand-over"), HAND_OVER);
        qmailQueue.clear();
    }

    @Override
    public Answer ask(Gateway gateway, Mailbox recipient, Optional<InetAddress> asker) {
        return verifier.ask(gateway, recipient, asker);
    }

    @Override
    public Answer recall(Gateway gateway, Mailbox recipient) {
        return verifier.recall(gateway, recipient);
    }

    QmailQueue qmailQueue() {
        return qmailQueue;
    }

    /// @throws SettingsException a domain is a gateway's and hosted here
    static void check(Settings settings, Accounts accounts) throws SettingsException {
        List<String> conflicts = conflicts(settings, accounts);
        if (!conflicts.isEmpty()) {
            throw new SettingsException(conflicts);
        }
    }

    /// At a reload.
    static void checkAgain(Settings settings, Accounts accounts) throws AdminException {
        List<String> conflicts = conflicts(settings, accounts);
        if (!conflicts.isEmpty()) {
            throw new AdminException(
                    AdminException.Kind.REFUSED, "the settings stay as they were: " + String.join("; ", conflicts));
        }
    }

    /// A domain is either here or behind a gateway; one within a `.domain` may well be here.
    /// @return what is wrong, empty when nothing is
    private static List<String> conflicts(Settings settings, Accounts accounts) {
        List<String> wrong = new ArrayList<>();
        for (HostedDomain hosted : accounts.domains()) {
            settings.gateways().stream()
                    .filter(gateway -> isNamed(gateway, hosted.domain()))
                    .forEach(gateway -> wrong.add("line " + gateway.line() + ": [[gateway]] domain = \""
                            + gateway.name() + "\": this domain is hosted here; remove the table, or the domain with"
                            + " `sekisho domain remove " + hosted.domain() + "`"));
        }
        return wrong;
    }

    private static boolean isNamed(Gateway gateway, Domain domain) {
        return switch (gateway.domain()) {
            case RouteDomain.Exact(var named) -> named.equals(domain);
            case RouteDomain.Within(var named) -> named.equals(domain);
            case RouteDomain.All() -> true;
        };
    }

    /// Why this domain cannot be hosted here as well, whoever adds it.
    static Optional<String> inTheWayOf(Domain domain, Settings settings) {
        return settings.gateways().stream()
                .filter(gateway -> isNamed(gateway, domain))
                .map(gateway -> "mail for " + domain + " goes to the server behind the [[gateway]] " + gateway.name()
                        + " of the settings; remove that first")
                .findFirst();
    }

    /// Tells the log of those that are better set up otherwise.
    void warn() {
        for (Gateway gateway : settings.get().gateways()) {
            if (gateway.recipients() instanceof Gateway.Recipients.Any) {
                log.warn(
                        "gateway.takes-everything",
                        "gateway",
                        gateway.name(),
                        "why",
                        "recipients = \"any\": what its server refuses is lost, or bounced to strangers");
            }
            if (gateway.anyLocalPart()) {
                log.warn(
                        "gateway.any-local-part",
                        "gateway",
                        gateway.name(),
                        "why",
                        "a server that reads % or ! as a way to elsewhere relays for everybody");
            }
        }
    }

    @Override
    public List<Map<String, Object>> rows() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Gateway gateway : settings.get().gateways()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("domain", gateway.name());
            row.put("state", "gateway");
            row.put("to", gateway.to().stream().map(Object::toString).toList());
            row.put("recipients", recipients(gateway));
            rows.add(row);
        }
        return rows;
    }

    private String recipients(Gateway gateway) {
        return switch (gateway.recipients()) {
            case Gateway.Recipients.Callout() ->
                verifier.acceptsAll(gateway) ? "callout (its server says yes to everything)" : "callout";
            case Gateway.Recipients.Listed(var file) -> "list " + file;
            case Gateway.Recipients.Any() -> "any (everything is taken)";
        };
    }

    /// For `status`: nothing when there are none.
    Map<String, Object> summary() {
        List<String> lines = settings.get().gateways().stream()
                .map(gateway -> gateway.name() + " to " + gateway.to() + ", " + recipients(gateway))
                .toList();
        return lines.isEmpty() ? Map.of() : Map.of("gateways", lines);
    }

    @Override
    public void close() {
        verifier.close();
    }
}
