package org.sekisho.audit.self;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.sekisho.accounts.Service;
import org.sekisho.address.Mailbox;
import org.sekisho.audit.relay.Approach;
import org.sekisho.audit.relay.Probe;
import org.sekisho.audit.relay.RelayCheck;
import org.sekisho.audit.relay.RelayReport;
import org.sekisho.audit.relay.Result;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.relay.TlsUse;
import org.sekisho.audit.relay.Verdict;

/// Tries on our own listeners, over real connections, what relay testers try. It comes from an address of this
/// machine that is trusted in nothing; it never sends a message for the outside, and those that test the end of
/// the data have so many Received fields that they are refused. Used by one thread.
public final class NetworkAudit {
    /// What it says in EHLO: to be found in the log.
    public static final String NAME = "self-audit.invalid";

    /// Nobody else's on any machine, so that what it does wrong is held against nobody else.
    private static final InetAddress OWN_LOOPBACK = InetAddress.ofLiteral("127.83.69.75");

    private static final int CONNECTIONS = 2;
    private static final int MOST_ADDRESSES = 8; // of a listener that listens everywhere
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final Duration CONNECT = Duration.ofSeconds(2);

    /// One listener.
    public record Door(Service service, InetSocketAddress address) {}

    /// What was found at one address of a door.
    /// @param from where the check came from; empty: there is no address that is not trusted
    /// @param open what was taken, or worse
    /// @param unknown what could not be tried
    public record Found(
            Service service,
            InetSocketAddress address,
            Optional<InetAddress> from,
            int tried,
            List<String> open,
            List<String> unknown) {
        public History.Verdict verdict() {
            if (!open.isEmpty()) {
                return History.Verdict.OPEN;
            }
            return from.isEmpty() || !unknown.isEmpty() ? History.Verdict.COULD_NOT_TELL : History.Verdict.CLEAN;
        }
    }

    private final Predicate<InetAddress> trusted;
    private final String hostname;
    private final Optional<Mailbox> user;
    private final int hops;
    private final RandomGenerator random;

    /// @param trusted whether an address is believed in anything
    /// @param user an address of ours that takes mail
    /// @param hops so many Received fields are refused
    public NetworkAudit(
            Predicate<InetAddress> trusted, String hostname, Optional<Mailbox> user, int hops, RandomGenerator random) {
        this.trusted = trusted;
        this.hostname = hostname;
        this.user = user;
        this.hops = hops;
        this.random = random;
    }

    public List<Found> audit(List<Door> doors) throws InterruptedException {
        List<Found> found = new ArrayList<>();
        for (Door door : doors) {
            for (InetSocketAddress address : addresses(door.address())) {
                found.add(audit(door.service(), address));
            }
        }
        return found;
    }

    private Found audit(Service service, InetSocketAddress address) throws InterruptedException {
        Optional<InetAddress> from = outside(address);
        if (from.isEmpty()) {
            return new Found(service, address, from, 0, List.of(), List.of());
        }
        boolean tls = service == Service.SUBMISSIONS;
        List<Probe> probes = Probe.published().stream()
                .filter(probe -> !probe.needsUser() || user.isPresent())
                .filter(probe -> !probe.sendsByItself())
                .filter(probe -> !(tls && probe.logsIn())) // under TLS it would be a guess
                .toList();
        var pace = new RelayCheck.Pace(CONNECTIONS, TIMEOUT, Duration.ZERO);
        var approach = new Approach(from, false, hops + 1);
        RelayReport report = new RelayCheck(probes, pace, Optional.empty(), InstantSource.system(), random, approach)
                .check(List.of(target(address, tls ? TlsUse.IMPLICIT : TlsUse.OFF)), (_, _, _) -> {})
                .getFirst();
        return new Found(
                service,
                address,
                from,
                probes.size(),
                ids(report, verdict -> verdict == Verdict.ACCEPTED || verdict.mark() == Verdict.Mark.BAD),
                ids(report, verdict -> verdict == Verdict.COULD_NOT_TELL));
    }

    private Target target(InetSocketAddress address, TlsUse tls) {
        Mailbox local = user.orElseGet(() -> Mailbox.of("postmaster@" + hostname));
        return new Target(hostname, address, tls, hostname, local, Target.NOBODYS, NAME);
    }

    private static List<String> ids(RelayReport report, Predicate<Verdict> which) {
        return report.results().stream()
                .filter(result -> which.test(result.verdict()))
                .map(Result::probe)
                .map(Probe::id)
                .toList();
    }

    /// All addresses of a listener that listens everywhere.
    private static List<InetSocketAddress> addresses(InetSocketAddress bound) {
        if (!bound.getAddress().isAnyLocalAddress()) {
            return List.of(bound);
        }
        boolean four = bound.getAddress() instanceof Inet4Address;
        return ofThisMachine()
                .filter(address -> !four || address instanceof Inet4Address)
                .limit(MOST_ADDRESSES)
                .map(address -> new InetSocketAddress(address, bound.getPort()))
                .toList();
    }

    private static Stream<InetAddress> ofThisMachine() {
        try {
            return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLinkLocalAddress());
        } catch (IOException _) {
            return Stream.of(SelfAudit.LOOPBACK.getFirst());
        }
    }

    /// An address to come from that reaches this one and is trusted in nothing.
    private Optional<InetAddress> outside(InetSocketAddress address) {
        boolean four = address.getAddress() instanceof Inet4Address;
        return Stream.concat(Stream.of(OWN_LOOPBACK), ofThisMachine())
                .filter(each -> each instanceof Inet4Address == four)
                .filter(each -> !trusted.test(each))
                .filter(each -> reaches(each, address))
                .findFirst();
    }

    private static boolean reaches(InetAddress from, InetSocketAddress to) {
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(to, Math.toIntExact(CONNECT.toMillis()));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
