package org.sekisho.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.config.HostPort;
import org.sekisho.dns.DnsSettings;

/// Where a server that a person has named is.
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
}
