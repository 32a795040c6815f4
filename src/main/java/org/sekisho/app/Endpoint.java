package org.sekisho.app;

import java.net.InetSocketAddress;
import org.sekisho.config.HostPort;
import org.sekisho.config.Protocol;

/// Where a service can be reached.
public record Endpoint(Protocol service, InetSocketAddress address) {
    /// `127.0.0.1:25`, `[::1]:25`
    public String hostAndPort() {
        return new HostPort(address.getAddress().getHostAddress(), address.getPort()).toString();
    }
}
