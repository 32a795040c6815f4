package org.sekisho.audit.relay;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import org.sekisho.address.Mailbox;

/// The server that is checked, and what the check takes for inside and outside.
/// @param named how the person named it
/// @param address one address and port of it
/// @param tls how that port is spoken to
/// @param host its name, as it calls itself
/// @param localUser an address there that exists
/// @param outside a domain that is none of its own; proof needs one whose mail comes to the check's sink
/// @param us what the check calls itself
public record Target(
        String named,
        InetSocketAddress address,
        TlsUse tls,
        String host,
        Mailbox localUser,
        String outside,
        String us) {
    /// A domain that is nobody's (RFC 2606), for the outside and for ourselves.
    public static final String NOBODYS = "relay-check.invalid";

    /// A domain it receives mail for.
    public String domain() {
        return localUser.host().toString();
    }

    /// The local part of [#localUser].
    String user() {
        return localUser.localPart().toString();
    }

    /// A probe's dialogue with the names filled in, for whoever only wants to look at it.
    public List<String> commands(Probe probe) {
        var token = new Token("mark", "victim", "sender");
        return probe.dialogue().stream().map(step -> fill(step, token)).toList();
    }

    /// A step of a dialogue with the names filled in.
    String fill(String step, Token token) {
        String ip = address.getAddress().getHostAddress();
        return step.replace("{host}", host)
                .replace("{domain}", domain())
                .replace("{DOMAIN}", domain().toUpperCase(Locale.ROOT))
                .replace("{user}", user())
                .replace("{ip}", ip.indexOf(':') >= 0 ? "IPv6:" + ip : ip)
                .replace("{outside}", outside)
                .replace("{OUTSIDE}", outside.toUpperCase(Locale.ROOT))
                .replace("{outside-wide}", wide(outside))
                .replace("{victim}", token.victim())
                .replace("{VICTIM}", token.victim().toUpperCase(Locale.ROOT))
                .replace("{sender}", token.sender())
                .replace("{us}", us);
    }

    /// In full-width letters (U+FF01 to U+FF5E), which IDNA maps to the usual ones (UTS 46).
    private static String wide(String ascii) {
        var wide = new StringBuilder();
        ascii.chars().forEach(c -> wide.append((char) (c > ' ' && c < 127 ? c - '!' + 0xFF01 : c)));
        return wide.toString();
    }

    /// For a person and for reports.
    public String where() {
        return address.getAddress().getHostAddress() + " port " + address.getPort();
    }
}
