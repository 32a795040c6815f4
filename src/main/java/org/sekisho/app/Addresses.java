package org.sekisho.app;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.config.HostPort;

/// Where a server that a person has named is.
final class Addresses {
    private Addresses() {}

    /// Every address of the name; at least one.
    static List<InetSocketAddress> of(HostPort server) throws UnknownHostException {
        List<InetSocketAddress> all = new ArrayList<>();
        for (InetAddress each : InetAddress.getAllByName(server.host())) {
            all.add(new InetSocketAddress(each, server.port()));
        }
        return all;
    }
}
