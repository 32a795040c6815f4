package org.sekisho.smtp.server;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import org.sekisho.accounts.Login;

/// What a session knows about its client.
/// @param address the peer's, or what a listed host passed on
/// @param introduction empty until EHLO, HELO or LHLO
/// @param forwarded what XFORWARD told, for the log only
record Guest(
        InetAddress address,
        Optional<Introduction> introduction,
        Optional<Login> login,
        Map<String, String> forwarded) {
    /// @param extended EHLO or LHLO
    record Introduction(String name, boolean extended) {}

    /// Nothing is known but where it comes from: at the start, after STARTTLS (RFC 3207 §4.2) and after XCLIENT.
    static Guest from(InetAddress address) {
        return new Guest(address, Optional.empty(), Optional.empty(), Map.of());
    }

    Guest introducedAs(String name, boolean extended) {
        return new Guest(address, Optional.of(new Introduction(name, extended)), login, forwarded);
    }

    Guest loggedInAs(Login proved) {
        return new Guest(address, introduction, Optional.of(proved), forwarded);
    }

    Guest forwarding(Map<String, String> attributes) {
        return new Guest(address, introduction, login, attributes);
    }

    boolean isExtended() {
        return introduction.map(Introduction::extended).orElse(false);
    }

    String name() {
        return introduction.map(Introduction::name).orElse("");
    }
}
