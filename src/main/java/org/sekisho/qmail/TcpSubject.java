package org.sekisho.qmail;

import java.math.BigInteger;
import java.util.List;
import org.sekisho.address.Network;

/// Whom a rule of tcpserver is about (tcprules(1)).
public sealed interface TcpSubject {
    /// Nothing before the colon: all whom no other rule is about.
    record Everybody() implements TcpSubject {}

    /// `192.0.2.1`, `192.0.2.`, `192.0.2.1-7`, `10.2-3.`, and with ucspi-tcp6 `2001:db8::/32`.
    record Addresses(List<Network> networks) implements TcpSubject {
        public Addresses {
            networks = List.copyOf(networks);
        }

        BigInteger size() {
            return networks.stream().map(Network::size).reduce(BigInteger.ZERO, BigInteger::add);
        }
    }

    /// `=host.example`, `=.example`, `=`: by what the client's DNS says of its address.
    /// @param name in lower case; with a dot before it all below; empty: any that has a name
    record Named(String name) implements TcpSubject {}

    /// `user@192.0.2.1`: by what the client says of its user (RFC 1413).
    record Identified(String user, TcpSubject where) implements TcpSubject {}
}
