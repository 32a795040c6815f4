package org.sekisho.address;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/// A block of IP addresses, as `192.0.2.0/24` or `2001:db8::/32`; an IPv4-mapped IPv6 address counts as IPv4.
/// @param prefix with all bits right of the prefix zero
/// @param length of the prefix in bits: 0 to 32 or 0 to 128
public record Network(InetAddress prefix, int length) {
    private static final int MAPPED = 96; // bits before the IPv4 address in an IPv4-mapped one, RFC 4291 §2.5.5.2

    public Network {
        prefix = IpAddress.normal(prefix);
        byte[] octets = prefix.getAddress();
        if (length < 0 || length > octets.length * 8) {
            throw new SyntaxError("a prefix length is 0 to " + octets.length * 8);
        }
        for (int bit = length; bit < octets.length * 8; bit++) {
            if (((octets[bit / 8] >> (7 - bit % 8)) & 1) == 1) {
                throw new SyntaxError("bits are set right of the prefix: is the length right?");
            }
        }
    }

    /// Reads `address` (a network of one) or `address/length`.
    /// @throws SyntaxError anything else, or bits set right of the prefix
    public static Network of(String text) {
        int slash = text.indexOf('/');
        String digits = slash < 0 ? text : text.substring(0, slash);
        InetAddress prefix = IpAddress.of(digits);
        int bits = prefix.getAddress().length * 8;
        if (slash < 0) {
            return new Network(prefix, bits);
        }
        int length = length(text.substring(slash + 1));
        boolean mapped = bits == 32 && digits.indexOf(':') >= 0;
        return new Network(prefix, mapped ? length - MAPPED : length);
    }

    /// The network of this one address.
    public static Network of(InetAddress address) {
        InetAddress normal = IpAddress.normal(address);
        return new Network(normal, normal.getAddress().length * 8);
    }

    private static int length(String digits) {
        boolean good = !digits.isEmpty() && digits.length() <= 3 && (digits.length() == 1 || digits.charAt(0) != '0');
        for (int i = 0; i < digits.length(); i++) {
            good &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
        }
        if (!good) {
            throw new SyntaxError("expected address/length, for example 192.0.2.0/24");
        }
        return Integer.parseInt(digits);
    }

    public boolean contains(InetAddress address) {
        byte[] ours = prefix.getAddress();
        byte[] theirs = IpAddress.normal(address).getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = length / 8;
        for (int i = 0; i < whole; i++) {
            if (ours[i] != theirs[i]) {
                return false;
            }
        }
        int rest = length % 8;
        return rest == 0 || (ours[whole] ^ theirs[whole]) >> (8 - rest) == 0;
    }

    public boolean contains(Network other) {
        return other.length >= length && contains(other.prefix);
    }

    /// Whether an address lies in both.
    public boolean overlaps(Network other) {
        return contains(other) || other.contains(this);
    }

    /// The two networks it is made of; of one address, nothing.
    public List<Network> halves() {
        byte[] octets = prefix.getAddress();
        if (length == octets.length * 8) {
            return List.of();
        }
        octets[length / 8] |= (byte) (0x80 >> length % 8);
        try {
            return List.of(new Network(prefix, length + 1), new Network(InetAddress.getByAddress(octets), length + 1));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong number of octets
        }
    }

    /// How many addresses it holds.
    public BigInteger size() {
        return BigInteger.ONE.shiftLeft(prefix.getAddress().length * 8 - length);
    }

    public boolean isV4() {
        return prefix.getAddress().length == 4;
    }

    /// Whether it holds addresses that anyone on the Internet may have: it does not lie in one special-purpose
    /// block.
    public boolean holdsPublicSpace() {
        for (Network special : SpecialPurpose.BLOCKS) {
            if (special.contains(this)) {
                return false;
            }
        }
        return true;
    }

    /// Whether this address is one of the Internet's, not private, loopback, link-local, shared, multicast,
    /// reserved.
    public static boolean isPublic(InetAddress address) {
        return Network.of(address).holdsPublicSpace();
    }

    @Override
    public String toString() {
        return IpAddress.print(prefix) + "/" + length;
    }

    /// What is not globally reachable: IANA's special-purpose registries (RFC 6890), multicast.
    private static final class SpecialPurpose {
        static final List<Network> BLOCKS = List.of(
                of("0.0.0.0/8"),
                of("10.0.0.0/8"),
                of("100.64.0.0/10"),
                of("127.0.0.0/8"),
                of("169.254.0.0/16"),
                of("172.16.0.0/12"),
                of("192.0.0.0/24"),
                of("192.0.2.0/24"),
                of("192.168.0.0/16"),
                of("198.18.0.0/15"),
                of("198.51.100.0/24"),
                of("203.0.113.0/24"),
                of("224.0.0.0/4"),
                of("240.0.0.0/4"),
                of("::/127"),
                of("100::/64"),
                of("2001:db8::/32"),
                of("3fff::/20"),
                of("5f00::/16"),
                of("fc00::/7"),
                of("fe80::/10"),
                of("ff00::/8"));
    }
}
