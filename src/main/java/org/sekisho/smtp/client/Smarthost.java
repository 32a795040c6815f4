package org.sekisho.smtp.client;

import java.net.InetAddress;
import java.util.Optional;
import org.sekisho.address.SyntaxError;

/// A host that a route names: `mx1.isp.example:587`, `192.0.2.1:25`, `[2001:db8::1]:25`, or without a port for
/// 25.
/// @param host a name or an address without brackets
/// @param lmtp whether it speaks LMTP (RFC 2033) instead of SMTP
public record Smarthost(String host, int port, boolean lmtp) {
    /// TLS from the first octet. RFC 8314 §7.3.
    private static final int SUBMISSIONS_PORT = 465;

    public Smarthost(String host, int port) {
        this(host, port, false);
    }

    /// @throws SyntaxError anything else
    public static Smarthost of(String text) {
        int bracket = text.indexOf(']');
        int colon = text.indexOf(':', Math.max(0, bracket));
        String host = colon < 0 ? text : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = colon < 0 ? Hop.SMTP_PORT : port(text.substring(colon + 1));
        if (host.isEmpty() || !host.matches("[A-Za-z0-9._:-]+")) {
            throw new SyntaxError("expected host:port");
        }
        return new Smarthost(host, port);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 65535) {
            throw new SyntaxError("expected host:port");
        }
        return Integer.parseInt(text);
    }

    Hop.By by() {
        if (lmtp) {
            return Hop.By.LMTP_ROUTE;
        }
        return port == SUBMISSIONS_PORT ? Hop.By.ROUTE_WITH_TLS : Hop.By.ROUTE;
    }

    /// The host, when it is an address and not a name.
    Optional<InetAddress> address() {
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
