package org.sekisho.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.config.HostPort;
import org.sekisho.config.Settings;
import org.sekisho.dns.DnsSettings;

/// Addresses of this machine, and of servers that a person has named.
final class Addresses {
    private static final int DNS = 53;

    private Addresses() {}

    /// Every address of the name; at least one.
    static List<InetSocketAddress> of(HostPort server) throws UnknownHostException {
        List<InetSocketAddress> all = new ArrayList<>();
        for (InetAddress each : InetAddress.getAllByName(server.host())) {
            all.add(new InetSocketAddress(each, server.port()));
        }
        return all;
    }

    /// Whom to ask in DNS: the server that was named (`HOST[:PORT]`), else those of the machine.
    static DnsSettings resolver(Optional<String> named) throws IOException {
        return named.isPresent()
                ? DnsSettings.of(of(HostPort.of(named.get(), DNS)))
                : DnsSettings.ofSystem(DnsSettings.RESOLV_CONF);
    }

    /// Those of this machine's interfaces, and those that the settings add.
    static Set<InetAddress> own(Settings settings) throws IOException {
        Set<InetAddress> addresses = new HashSet<>(settings.ownAddresses());
        for (var each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            each.inetAddresses().forEach(addresses::add);
        }
        return addresses;
    }
}
