package org.sekisho.audit.relay;

import java.net.InetAddress;
import java.util.Optional;

/// How a check comes to a server.
/// @param from the address of this machine to come from; empty: any
/// @param sends whether what was taken gets a message: only that can prove that it is sent on
/// @param hops Received fields of the messages that test the end of the data, so that a server that counts them
///     refuses what it should not have to deliver
public record Approach(Optional<InetAddress> from, boolean sends, int hops) {
    /// As testers on the Internet come.
    public static final Approach USUAL = new Approach(Optional.empty(), true, 0);
}
