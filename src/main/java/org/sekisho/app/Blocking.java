package org.sekisho.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.Authenticator;
import org.sekisho.accounts.HostedDomain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.Doorkeeper;
import org.sekisho.blocklist.Household;
import org.sekisho.blocklist.Household.Kin;
import org.sekisho.blocklist.Offence;
import org.sekisho.blocklist.Rule;
import org.sekisho.blocklist.zone.ZoneServer;
import org.sekisho.blocklist.zone.ZoneSettings;
import org.sekisho.config.Settings;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.net.Deadlines;

/// The parts of our own blocklist.
final class Blocking implements AutoCloseable {
    private final Blocklist list;
    private final Doorkeeper door;
    private final Supplier<Settings> settings;
    private final Accounts accounts;
    private final Set<InetAddress> ownAddresses;
    private final InstantSource clock;
    private final Log log;
    private final Counters counters;
    private final List<ZoneServer> servers = new ArrayList<>();

    /// Reads the list from the store: without it the server does not start.
    /// @param settings those of now
    Blocking(Wiring.World world, Supplier<Settings> settings, Accounts accounts, Set<InetAddress> ownAddresses) {
        this.settings = settings;
        this.accounts = accounts;
        this.ownAddresses = ownAddresses;
        this.clock = world.clock();
        this.log = world.log();
        this.counters = world.counters();
        this.list = Blocklist.open(world.store(), clock, log);
        this.door = new Doorkeeper(list, this::doorSettings, this::household, clock, log, counters);
        counters.gauge("blocklist_entries", list, Blocklist::size);
    }

    Blocklist list() {
        return list;
    }

    Doorkeeper door() {
        return door;
    }

    /// Counts what it refuses, for every service that logs people in.
    Authenticator watching(Authenticator logins) {
        return new WatchedLogins(logins, attempt -> door.seen(Offence.LOGIN_FAILED, attempt.client()));
    }

    private Doorkeeper.Settings doorSettings() {
        Settings now = settings.get();
        return new Doorkeeper.Settings(
                now.blocklist().submission(),
                now.blocklist().contact().orElse("postmaster@" + now.hostname()),
                now.blocklist().rules().stream()
                        .map(rule -> new Rule(
                                Offence.valueOf(rule.event().name()), rule.count(), rule.within(), rule.duration()))
                        .toList());
    }

    Household household() {
        Settings now = settings.get();
        List<Kin> kin = new ArrayList<>();
        add(kin, now.relay().trustedNetworks().networks(), "a trusted network");
        add(kin, now.proxy().protocol().networks(), "a proxy of ours");
        add(kin, now.proxy().xclient().networks(), "a host that speaks for others");
        add(kin, now.login().penaltyExempt(), "exempt from penalties");
        add(kin, ownAddresses.stream().map(Network::of).toList(), "an address of this server");
        return new Household(
                kin, () -> accounts.domains().stream().map(HostedDomain::domain).toList(), accounts::isOurs);
    }

    /// A name server for the list at this address.
    /// @return where it listens, with the port that was given
    InetSocketAddress listen(InetSocketAddress address, Deadlines deadlines) throws IOException {
        try {
            var server = new ZoneServer(address, this::zone, list, deadlines, clock, log, counters);
            servers.add(server);
            return server.endpoint();
        } catch (IOException e) {
            throw new IOException("cannot listen on " + address + " for dnsbl (UDP and TCP): " + e.getMessage(), e);
        }
    }

    void start() {
        servers.forEach(ZoneServer::start);
    }

    @Override
    public void close() {
        servers.forEach(ZoneServer::close);
    }

    private ZoneSettings zone() {
        Settings now = settings.get();
        Settings.Dnsbl zone = now.dnsbl();
        return new ZoneSettings(
                zone.zones(),
                zone.nameServer().orElse(now.hostname()),
                zone.contact().orElseGet(() -> new Mailbox(new LocalPart("hostmaster"), now.hostname())),
                zone.ttl(),
                zone.networks(),
                zone.queriesPerSecond());
    }

    private static void add(List<Kin> kin, List<Network> networks, String what) {
        networks.forEach(network -> kin.add(new Kin(network, what)));
    }
}
