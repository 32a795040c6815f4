package org.sekisho.gateway;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;

/// How many recipients that do not exist each client has asked for lately: whoever guesses addresses is answered
/// without a question to the server. Counted for a /24 or /64. Safe from any thread.
final class UnknownLimits {
    private static final int MOST_CLIENTS = 20_000;
    private static final double MINUTE = Duration.ofMinutes(1).toMillis();

    private record Account(double spent, Instant at) {}

    private final InstantSource clock;
    private final LinkedHashMap<String, Account> accounts = new LinkedHashMap<>(16, 0.75f, true);

    UnknownLimits(InstantSource clock) {
        this.clock = clock;
    }

    synchronized boolean isExceeded(InetAddress client, int perMinute) {
        return spent(network(client), perMinute) >= perMinute;
    }

    synchronized void count(InetAddress client, int perMinute) {
        String network = network(client);
        accounts.put(network, new Account(spent(network, perMinute) + 1, clock.instant()));
        while (accounts.size() > MOST_CLIENTS) {
            accounts.pollFirstEntry();
        }
    }

    /// What was spent is forgotten evenly, all of it within a minute.
    private double spent(String network, int perMinute) {
        Account account = accounts.get(network);
        if (account == null) {
            return 0;
        }
        long passed =
                Math.max(0, Duration.between(account.at(), clock.instant()).toMillis());
        return Math.max(0, account.spent() - perMinute * (passed / MINUTE));
    }

    private static String network(InetAddress address) {
        byte[] octets = address.getAddress();
        return HexFormat.of().formatHex(Arrays.copyOf(octets, octets.length == 4 ? 3 : 8));
    }
}
