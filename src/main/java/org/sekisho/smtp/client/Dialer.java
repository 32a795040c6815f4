package org.sekisho.smtp.client;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.net.Connection;
import org.sekisho.net.Deadlines;
import org.sekisho.smtp.client.Failure.Scope;

/// Opens conversations. Safe from any thread; blocks the calling (virtual) thread.
public final class Dialer {
    /// How we present ourselves.
    /// @param helloName the argument of EHLO: our host name
    /// @param source4 the local address for IPv4 peers, if not the machine's choice
    /// @param source6 likewise for IPv6
    public record Identity(String helloName, Optional<InetAddress> source4, Optional<InetAddress> source6) {}

    public sealed interface Opened {
        record Ready(Conversation conversation) implements Opened {}

        record NotOpened(Failure failure) implements Opened {}
    }

    private final Identity identity;
    private final Timeouts timeouts;
    private final Deadlines deadlines;
    private final SecureRandom random;
    private final Log log;
    private final Counters counters;

    public Dialer(
            Identity identity,
            Timeouts timeouts,
            Deadlines deadlines,
            SecureRandom random,
            Log log,
            Counters counters) {
        this.identity = identity;
        this.timeouts = timeouts;
        this.deadlines = deadlines;
        this.random = random;
        this.log = log;
        this.counters = counters;
    }

    /// Tries one hop after another until one is ready.
    /// @param hops at least one
    /// @return the last failure when none is: the hosts before it are in the log
    public Opened openFirst(List<Hop> hops, Terms terms) {
        Opened opened = new Opened.NotOpened(Failure.temporary(Scope.HOST, "4.4.1", "no host to try"));
        for (Hop hop : hops) {
            opened = open(hop, terms);
            if (opened instanceof Opened.Ready) {
                return opened;
            }
        }
        return opened;
    }

    /// Connects, greets, secures and logs in.
    public Opened open(Hop hop, Terms terms) {
        Opened opened;
        try {
            opened = attempt(hop, terms);
        } catch (Handshake.TlsFailed e) {
            opened = withoutTls(hop, terms, e);
        }
        switch (opened) {
            case Opened.Ready(var conversation) ->
                counters.count(
                        "smtp_client_connections", "tls", conversation.tls().orElse("none"));
            case Opened.NotOpened(var failure) -> {
                counters.count("smtp_client_failed_connections");
                log.info("smtp.client.not-opened", "hop", hop, "code", failure.enhancedCode(), "why", failure.text());
            }
        }
        return opened;
    }

    /// RFC 7435 §3: a peer whose TLS does not work is treated like one that has none, where the terms allow it.
    private Opened withoutTls(Hop hop, Terms terms, Handshake.TlsFailed why) {
        log.info("smtp.client.tls-failed", "hop", hop, "why", why.why());
        counters.count("smtp_client_tls_failures");
        var failure = Failure.temporary(Scope.HOST, "4.7.5", hop + ": TLS failed: " + why.why());
        if (!terms.tls().mayDoWithout() || hop.by() == Hop.By.ROUTE_WITH_TLS) {
            return new Opened.NotOpened(failure);
        }
        try {
            return attempt(hop, new Handshake.Plan(terms, false));
        } catch (Handshake.TlsFailed _) {
            return new Opened.NotOpened(failure);
        }
    }

    private Opened attempt(Hop hop, Terms terms) throws Handshake.TlsFailed {
        return attempt(hop, new Handshake.Plan(terms, terms.tls() != TlsPolicy.OFF));
    }

    private Opened attempt(Hop hop, Handshake.Plan plan) throws Handshake.TlsFailed {
        Connection connection;
        try {
            connection = Connection.open(hop.endpoint(), source(hop), timeouts.connect(), deadlines);
        } catch (IOException e) {
            String text = "cannot connect to " + hop + ": " + e.getMessage();
            return new Opened.NotOpened(Failure.temporary(Scope.HOST, "4.4.1", text));
        }
        connection.deadline(timeouts.conversation());
        var handshake = new Handshake(new Wire(hop, connection), identity.helloName(), timeouts, random);
        boolean ready = false;
        try {
            Opened opened = handshake.run(plan);
            ready = opened instanceof Opened.Ready;
            return opened;
        } finally {
            if (!ready) {
                connection.cut();
            }
        }
    }

    private Optional<InetAddress> source(Hop hop) {
        return hop.endpoint().getAddress() instanceof Inet6Address ? identity.source6() : identity.source4();
    }
}
