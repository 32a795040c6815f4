package org.sekisho.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whom to ask, and how patiently.
/// @param servers recursive resolvers, asked in this order
/// @param timeout for one query to one server; doubled in each further round
/// @param rounds how often the whole list is asked before giving up
/// @param cacheEntries answers remembered at most
public record DnsSettings(List<InetSocketAddress> servers, Duration timeout, int rounds, int cacheEntries) {
    public static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");

    private static final int PORT = 53;
    private static final int CACHE_ENTRIES = 20_000;

    public DnsSettings {
        servers = List.copyOf(servers);
        if (servers.isEmpty() || rounds < 1 || cacheEntries < 0 || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("no servers, no rounds or no time");
        }
    }

    /// Two rounds of three seconds and six.
    public static DnsSettings of(List<InetSocketAddress> servers) {
        return new DnsSettings(servers, Duration.ofSeconds(3), 2, CACHE_ENTRIES);
    }

    /// The servers of this machine: the `nameserver` lines of resolv.conf(5); without any, the one on this
    /// machine.
    /// @throws IOException the file is there, but cannot be read
    public static DnsSettings ofSystem(Path resolvConf) throws IOException {
        var servers = new ArrayList<InetSocketAddress>();
        if (Files.exists(resolvConf)) {
            for (String line : Files.readAllLines(resolvConf, StandardCharsets.ISO_8859_1)) {
                String[] words = line.strip().split("\\s+", 3);
                if (words.length >= 2 && words[0].equals("nameserver")) {
                    servers.add(new InetSocketAddress(address(resolvConf, words[1]), PORT));
                }
            }
        }
        if (servers.isEmpty()) {
            servers.add(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), PORT));
        }
        return of(servers);
    }

    private static InetAddress address(Path file, String text) throws IOException {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": not an address: " + text, e);
        }
    }
}
