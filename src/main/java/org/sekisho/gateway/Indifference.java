package org.sekisho.gateway;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.sekisho.address.Host;

/// Which servers say yes to everything, as far as is known: for each domain, since a server may know the users of
/// one and not of another. Strangers choose the subdomains they ask for, so the least used is forgotten. Safe
/// from any thread.
final class Indifference {
    private static final int MOST = 10_000;

    private record Key(String gateway, Host host) {}

    record Known(boolean acceptsAll, Instant at) {}

    private final LinkedHashMap<Key, Known> domains = new LinkedHashMap<>(16, 0.75f, true);

    synchronized Optional<Known> of(String gateway, Host host) {
        return Optional.ofNullable(domains.get(new Key(gateway, host)));
    }

    synchronized void put(String gateway, Host host, Known known) {
        domains.put(new Key(gateway, host), known);
        while (domains.size() > MOST) {
            domains.pollFirstEntry();
        }
    }

    synchronized boolean acceptsAll(String gateway) {
        return domains.entrySet().stream()
                .anyMatch(each -> each.getKey().gateway().equals(gateway)
                        && each.getValue().acceptsAll());
    }

    synchronized int size() {
        return domains.size();
    }
}
