package org.sekisho.blocklist.zone;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.time.InstantSource;
import org.sekisho.address.Network;
import org.sekisho.blocklist.Subject;

/// How many queries are answered in a second: of one client, and of all. Safe from any thread; bounded.
final class QueryRate {
    private static final int MAX_CLIENTS = 10_000;
    private static final int CLIENTS_AT_FULL_RATE = 100; // at once

    private final InstantSource clock;
    private final Cache<Network, Second> clients;
    private Second all = new Second(0, 0);

    private record Second(long second, int queries) {
        Second next(long now) {
            return now == second ? new Second(now, queries + 1) : new Second(now, 1);
        }
    }

    QueryRate(InstantSource clock) {
        this.clock = clock;
        this.clients = Caffeine.newBuilder()
                .maximumSize(MAX_CLIENTS)
                .executor(Runnable::run)
                .build();
    }

    /// Counts one more.
    boolean admits(InetAddress client, int perSecond) {
        long now = clock.millis() / 1000;
        return ofAll(now) <= (long) perSecond * CLIENTS_AT_FULL_RATE
                && clients.asMap()
                                .merge(
                                        Subject.Addresses.ofClient(client).network(),
                                        new Second(now, 1),
                                        (old, _) -> old.next(now))
                                .queries()
                        <= perSecond;
    }

    private synchronized int ofAll(long now) {
        all = all.next(now);
        return all.queries();
    }
}
