package org.sekisho.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// How many connections there may be, in all and from one place. Safe from any thread; listeners may share one.
public final class ConnectionLimits {
    private static final int OCTETS_OF_A_SITE = 8; // a /64 is one customer's network (RFC 6177)

    /// An IPv4 address or the /64 of an IPv6 address.
    private record Place(InetAddress address) {
        static Place of(InetAddress address) {
            if (!(address instanceof Inet6Address)) {
                return new Place(address);
            }
            byte[] octets = address.getAddress();
            Arrays.fill(octets, OCTETS_OF_A_SITE, octets.length, (byte) 0);
            try {
                return new Place(InetAddress.getByAddress(octets));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Semaphore permits;
    private final int perPlace;
    private final ConcurrentHashMap<Place, Integer> open = new ConcurrentHashMap<>();

    /// @param total of all listeners that share this; each that waits for a client holds one
    /// @param perPlace from one IPv4 address or one IPv6 /64
    public ConnectionLimits(int total, int perPlace) {
        this.permits = new Semaphore(total);
        this.perPlace = perPlace;
    }

    void acquire() throws InterruptedException {
        permits.acquire();
    }

    void release() {
        permits.release();
    }

    /// @return false when there are too many from there already
    boolean enter(InetAddress address) {
        var place = Place.of(address);
        while (true) {
            Integer now = open.putIfAbsent(place, 1);
            if (now == null) {
                return true;
            }
            if (now >= perPlace) {
                return false;
            }
            if (open.replace(place, now, now + 1)) {
                return true;
            }
        }
    }

    void leave(InetAddress address) {
        open.computeIfPresent(Place.of(address), (_, now) -> now <= 1 ? null : now - 1);
    }
}
