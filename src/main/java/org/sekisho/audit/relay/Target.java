package org.sekisho.audit.relay;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;

/// The server that is checked, and what the check takes for inside and outside.
/// @param address one address and port of it
/// @param host its name, as it calls itself
/// @param domain a domain it receives mail for
/// @param user the local part of an address there that exists
/// @param outside a domain that is none of its own; proof needs one whose mail comes to the check's sink
/// @param us what the check calls itself
public record Target(InetSocketAddress address, String host, String domain, String user, String outside, String us) {
    /// A domain that is nobody's (RFC 2606), for the outside and for ourselves.
    public static final String NOBODYS = "relay-check.invalid";

    /// A probe's dialogue with the names filled in, for whoever only wants to look at it.
    public List<String> commands(Probe probe) {
        var token = new Token("victim", "sender");
        return probe.dialogue().stream().map(step -> fill(step, token)).toList();
    }

    /// A step of a dialogue with the names filled in.
    String fill(String step, Token token) {
        String ip = address.getAddress().getHostAddress();
        return step.replace("{host}", host)
                .replace("{domain}", domain)
                .replace("{user}", user)
                .replace("{ip}", ip.indexOf(':') >= 0 ? "IPv6:" + ip : ip)
                .replace("{outside}", outside)
                .replace("{OUTSIDE}", outside.toUpperCase(Locale.ROOT))
                .replace("{victim}", token.victim())
                .replace("{VICTIM}", token.victim().toUpperCase(Locale.ROOT))
                .replace("{sender}", token.sender())
                .replace("{us}", us);
    }
}
