package org.sekisho.address;

import java.net.Inet4Address;
import java.net.InetAddress;

/// `[192.0.2.1]` or `[IPv6:2001:db8::1]`. RFC 5321 §4.1.3.
/// @param address without a zone; an IPv4-mapped IPv6 address becomes the IPv4 address
public record AddressLiteral(InetAddress address) implements Host {
    private static final String IPV6 = "IPv6:"; // in any case, RFC 5321 §2.4

    public AddressLiteral {
        address = IpAddress.normal(address);
    }

    /// Reads a literal with its brackets; never asks a name server.
    /// @throws SyntaxError anything but four decimal octets, or `IPv6:` and an IPv6 address without a zone
    public static AddressLiteral of(String text) {
        if (text.length() < 2 || text.charAt(0) != '[' || text.charAt(text.length() - 1) != ']') {
            throw new SyntaxError("expected an address literal, for example [192.0.2.1]");
        }
        return ofBracketed(text.substring(1, text.length() - 1));
    }

    /// Reads the text between the brackets.
    static AddressLiteral ofBracketed(String text) {
        boolean six = text.regionMatches(true, 0, IPV6, 0, IPV6.length());
        return new AddressLiteral(six ? IpAddress.v6(text.substring(IPV6.length())) : IpAddress.v4(text));
    }

    @Override
    public String toString() {
        return (address instanceof Inet4Address ? "[" : "[IPv6:") + IpAddress.print(address) + "]";
    }
}
