package org.sekisho.smtp.server;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sekisho.address.SyntaxError;

/// What a listed host may say about the client it speaks for. www.postfix.org/XCLIENT_README.html
final class Xclient {
    /// LOGIN is not among them: a proxy may say where a client is, but only the client can prove who it is.
    static final String ATTRIBUTES = "NAME ADDR PORT PROTO HELO DESTADDR DESTPORT";

    static final String FORWARDED = "NAME ADDR PORT PROTO HELO IDENT SOURCE";

    private static final String IPV6 = "ipv6:";

    private Xclient() {}

    /// @return empty when the address stays as it is
    /// @throws SyntaxError an address that is none, or is not known: the proxy's own must not stand in for it,
    ///     since it may be trusted; LOGIN
    static Optional<InetAddress> address(Map<String, String> attributes) {
        if (attributes.containsKey("LOGIN")) {
            throw new SyntaxError("LOGIN is not accepted");
        }
        String said = attributes.get("ADDR");
        if (said == null) {
            return Optional.empty();
        }
        boolean six = said.toLowerCase(Locale.ROOT).startsWith(IPV6);
        try {
            return Optional.of(InetAddress.ofLiteral(six ? said.substring(IPV6.length()) : said));
        } catch (IllegalArgumentException _) {
            throw new SyntaxError("ADDR must be an address");
        }
    }
}
