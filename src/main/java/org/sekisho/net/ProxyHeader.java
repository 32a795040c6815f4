package org.sekisho.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// The PROXY protocol, versions 1 and 2 (haproxy.org/download/3.0/doc/proxy-protocol.txt): what a listed proxy
/// says about the client it speaks for. Anything else on such a connection ends it.
final class ProxyHeader {
    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    private static final int FIXED_OCTETS = 16; // version 2: signature, version, family, length
    private static final int MAX_LINE = 107; // octets, CRLF included; §2.1
    private static final int MAX_BLOCK = 4096; // our bound for addresses and TLVs

    private ProxyHeader() {}

    /// @return the client; empty when the proxy speaks for itself (LOCAL, UNKNOWN)
    static Optional<InetSocketAddress> read(Connection connection) throws IOException {
        connection.await();
        return connection.array()[connection.position()] == SIGNATURE[0] ? version2(connection) : version1(connection);
    }

    private static Optional<InetSocketAddress> version1(Connection connection) throws IOException {
        String line = new String(connection.readLine(MAX_LINE), StandardCharsets.US_ASCII);
        String[] words = line.split(" ", -1);
        if (words.length >= 2 && words[0].equals("PROXY") && words[1].equals("UNKNOWN")) {
            return Optional.empty();
        }
        boolean known =
                words.length == 6 && words[0].equals("PROXY") && (words[1].equals("TCP4") || words[1].equals("TCP6"));
        if (!known) {
            throw new IOException("not a PROXY header");
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.ofLiteral(words[2]), Integer.parseInt(words[4])));
        } catch (IllegalArgumentException e) {
            throw new IOException("a PROXY header with a wrong address", e);
        }
    }

    private static Optional<InetSocketAddress> version2(Connection connection) throws IOException {
        byte[] fixed = octets(connection, FIXED_OCTETS);
        int length = (fixed[14] & 0xff) << 8 | (fixed[15] & 0xff);
        if (!Arrays.equals(fixed, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)
                || (fixed[12] & 0xf0) != 0x20
                || length > MAX_BLOCK) {
            throw new IOException("not a PROXY header");
        }
        byte[] block = octets(connection, length);
        return switch (fixed[12] & 0x0f) {
            case 0 -> Optional.empty(); // LOCAL: a health check
            case 1 -> client(fixed[13] & 0xff, block);
            default -> throw new IOException("a PROXY header with an unknown command");
        };
    }

    private static Optional<InetSocketAddress> client(int family, byte[] block) throws IOException {
        int octets = switch (family) {
            case 0x11 -> 4;
            case 0x21 -> 16;
            default -> 0; // UNSPEC, UDP, Unix sockets: §2.2 wants the real peer then
        };
        if (octets == 0) {
            return Optional.empty();
        }
        if (block.length < 2 * octets + 4) {
            throw new IOException("a PROXY header that is too short");
        }
        var address = InetAddress.getByAddress(Arrays.copyOf(block, octets));
        int port = ByteBuffer.wrap(block).getShort(2 * octets) & 0xffff;
        return Optional.of(new InetSocketAddress(address, port));
    }

    private static byte[] octets(Connection connection, int length) throws IOException {
        byte[] read = new byte[length];
        int have = 0;
        while (have < length) {
            int part = connection.read(read, have, length - have);
            if (part < 0) {
                throw new IOException("a PROXY header that ends early");
            }
            have += part;
        }
        return read;
    }
}
