package org.sekisho.blocklist.zone;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;

/// How the list is served.
/// @param zones names under which it is asked for; all hold the same
/// @param nameServer for NS and SOA
/// @param contact for SOA
/// @param ttl of answers, "no" included
/// @param mayAsk all others are refused
/// @param perSecond queries of one client that are answered
public record ZoneSettings(
        List<Domain> zones, Domain nameServer, Mailbox contact, Duration ttl, List<Network> mayAsk, int perSecond) {
    public ZoneSettings {
        zones = List.copyOf(zones);
        mayAsk = List.copyOf(mayAsk);
    }

    boolean mayAsk(InetAddress client) {
        for (Network network : mayAsk) {
            if (network.contains(client)) {
                return true;
            }
        }
        return false;
    }
}
