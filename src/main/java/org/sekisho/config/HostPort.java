package org.sekisho.config;

import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.SyntaxError;

/// A server somewhere: `mx1.isp.example:587`, `192.0.2.1:25`, `[2001:db8::1]:25`.
/// @param host a name, or an address without brackets
/// @param port 1 to 65535
public record HostPort(String host, int port) {
    /// @param preset the port when none is written
    /// @throws SyntaxError neither a name nor an address, or no port
    public static HostPort of(String text, int preset) {
        String host = text;
        int port = preset;
        int colon = text.lastIndexOf(':');
        if (colon >= 0 && colon > text.lastIndexOf(']') && (text.startsWith("[") || text.indexOf(':') == colon)) {
            host = text.substring(0, colon);
            port = port(text.substring(colon + 1));
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            return new HostPort(IpAddress.print(IpAddress.of(host.substring(1, host.length() - 1))), port);
        }
        return new HostPort(isAddress(host) ? host : Domain.of(host).name(), port);
    }

    /// @throws SyntaxError not a port number
    static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65535) {
            throw new SyntaxError("\"" + text + "\" is not a port number");
        }
        return Integer.parseInt(text);
    }

    private static boolean isAddress(String host) {
        try {
            IpAddress.of(host);
            return true;
        } catch (SyntaxError _) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
