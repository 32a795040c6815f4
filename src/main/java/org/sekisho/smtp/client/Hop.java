package org.sekisho.smtp.client;

import java.net.InetSocketAddress;

/// One host to try.
/// @param name for TLS and the log; lower case, no trailing dot
public record Hop(String name, InetSocketAddress endpoint, By by) {
    /// How it was found.
    public enum By {
        /// By way of the DNS: it must not turn out to be ourselves (RFC 5321 §5.1).
        MX,
        ROUTE,
        /// Named by a route, with TLS from the first octet (RFC 8314 §3.3).
        ROUTE_WITH_TLS,
        /// Named by a route, and speaks LMTP (RFC 2033).
        LMTP_ROUTE
    }

    public static final int SMTP_PORT = 25;

    boolean speaksLmtp() {
        return by == By.LMTP_ROUTE;
    }

    /// `mx.example.test[192.0.2.1]`, with the port unless it is 25.
    @Override
    public String toString() {
        String port = endpoint.getPort() == SMTP_PORT ? "" : ":" + endpoint.getPort();
        return name + "[" + endpoint.getAddress().getHostAddress() + "]" + port;
    }
}
