package org.sekisho.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// IP addresses in digits: read strictly, printed in one form. The JDK's own parsers take zones and shortened
/// IPv4 forms (`127.1`) and may ask a name server; these never do. RFC 4291 §2.2, RFC 5952.
public final class IpAddress {
    private static final int V6_GROUPS = 8;

    private IpAddress() {}

    /// Reads four decimal octets, or an IPv6 address. An IPv4-mapped IPv6 address is the IPv4 address.
    /// @throws SyntaxError zones, brackets, octal or shortened forms, anything else
    public static InetAddress of(String digits) {
        return digits.indexOf(':') >= 0 ? v6(digits) : v4(digits);
    }

    static InetAddress v4(String digits) {
        return address(v4Octets(digits, 0));
    }

    static InetAddress v6(String digits) {
        return address(v6Octets(digits));
    }

    /// Without a zone, and IPv4 where it is IPv4-mapped: so that equal addresses are equal.
    public static InetAddress normal(InetAddress address) {
        return address instanceof Inet4Address ? address : address(address.getAddress());
    }

    /// RFC 5952 §4: lower case, no leading zeros, the longest run of two or more zero groups as `::`.
    public static String print(InetAddress address) {
        byte[] octets = address.getAddress();
        return octets.length == 4 ? printV4(octets) : printV6(octets);
    }

    private static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong number of octets
        }
    }

    private static byte[] v4Octets(String digits, int from) {
        byte[] octets = new byte[4];
        int at = from;
        for (int n = 0; n < 4; n++) {
            int start = at;
            int value = 0;
            while (at < digits.length() && at < start + 4 && isDecimal(digits.charAt(at))) {
                value = value * 10 + digits.charAt(at++) - '0';
            }
            boolean leadingZero = at - start > 1 && digits.charAt(start) == '0'; // octal to some readers
            boolean wrongEnd = n < 3 ? at >= digits.length() || digits.charAt(at) != '.' : at != digits.length();
            if (at == start || value > 255 || leadingZero || wrongEnd) {
                throw new SyntaxError("not an IPv4 address (four decimal octets)");
            }
            octets[n] = (byte) value;
            at++;
        }
        return octets;
    }

    private static byte[] v6Octets(String digits) {
        int gap = digits.indexOf("::");
        if (gap >= 0 && digits.indexOf("::", gap + 1) >= 0) {
            throw notV6();
        }
        byte[] octets = new byte[2 * V6_GROUPS];
        if (gap < 0) {
            byte[] all = groups(digits, true);
            if (all.length != octets.length) {
                throw notV6();
            }
            return all;
        }
        byte[] head = groups(digits.substring(0, gap), false);
        byte[] tail = groups(digits.substring(gap + 2), true);
        if (head.length + tail.length > octets.length - 2) {
            throw notV6();
        }
        System.arraycopy(head, 0, octets, 0, head.length);
        System.arraycopy(tail, 0, octets, octets.length - tail.length, tail.length);
        return octets;
    }

    /// Groups between colons; the last may be an IPv4 address where `v4Tail`.
    private static byte[] groups(String text, boolean v4Tail) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        byte[] octets = new byte[2 * V6_GROUPS];
        int length = 0;
        int start = 0;
        while (start <= text.length()) {
            int colon = text.indexOf(':', start);
            int end = colon < 0 ? text.length() : colon;
            boolean dotted = colon < 0 && v4Tail && text.indexOf('.', start) >= 0;
            if (length + (dotted ? 4 : 2) > octets.length) {
                throw notV6();
            }
            if (dotted) {
                System.arraycopy(v4Octets(text, start), 0, octets, length, 4);
                length += 4;
            } else {
                int value = group(text, start, end);
                octets[length++] = (byte) (value >> 8);
                octets[length++] = (byte) value;
            }
            start = end + 1;
        }
        return Arrays.copyOf(octets, length);
    }

    private static int group(String text, int from, int to) {
        if (to == from || to - from > 4) {
            throw notV6();
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw notV6();
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private static SyntaxError notV6() {
        return new SyntaxError("not an IPv6 address");
    }

    private static boolean isDecimal(char c) {
        return c >= '0' && c <= '9';
    }

    private static String printV4(byte[] octets) {
        return (octets[0] & 255) + "." + (octets[1] & 255) + "." + (octets[2] & 255) + "." + (octets[3] & 255);
    }

    private static String printV6(byte[] octets) {
        int gapAt = -1;
        int gapLength = 1; // a single zero group is not shortened
        for (int i = 0; i < V6_GROUPS; i++) {
            int end = i;
            while (end < V6_GROUPS && value(octets, end) == 0) {
                end++;
            }
            if (end - i > gapLength) {
                gapAt = i;
                gapLength = end - i;
            }
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < V6_GROUPS; i++) {
            if (i == gapAt) {
                text.append("::");
                i += gapLength - 1;
            } else {
                boolean afterGroup = !text.isEmpty() && text.charAt(text.length() - 1) != ':';
                text.append(afterGroup ? ":" : "").append(Integer.toHexString(value(octets, i)));
            }
        }
        return text.toString();
    }

    private static int value(byte[] octets, int group) {
        return (octets[2 * group] & 255) << 8 | (octets[2 * group + 1] & 255);
    }
}
