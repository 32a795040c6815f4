package org.sekisho.app;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import org.sekisho.config.Protocol;

/// Where a service can be reached.
public record Endpoint(Protocol service, InetSocketAddress address) {
    /// `127.0.0.1:25`, `[::1]:25`
    public String hostAndPort() {
        String host = address.getAddress().getHostAddress();
        return (address.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
