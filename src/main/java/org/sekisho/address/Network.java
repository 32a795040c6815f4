package org.sekisho.address;

import java.net.InetAddress;

/// A block of IP addresses, as `192.0.2.0/24` or `2001:db8::/32`; an IPv4-mapped IPv6 address counts as IPv4.
/// @param prefix with all bits right of the prefix zero
/// @param length of the prefix in bits: 0 to 32 or 0 to 128
public record Network(InetAddress prefix, int length) {
    /// @throws SyntaxError not `address` or `address/length`, or bits set right of the prefix
    public static Network of(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new SyntaxError("expected address/length");
        }
        return new Network(
                InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }

    public boolean contains(InetAddress address) {
        return false;
    }
}
