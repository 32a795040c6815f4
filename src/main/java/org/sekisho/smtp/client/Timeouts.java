package org.sekisho.smtp.client;

import java.time.Duration;

/// How long to wait for a peer. The defaults are those of RFC 5321 §4.5.3.2, except where said.
/// @param connect one TCP connection; the RFC leaves it open
/// @param command greeting, EHLO, STARTTLS with its handshake, AUTH, MAIL, RCPT, RSET: each
/// @param dataBegin the reply to DATA
/// @param dataBlock each piece of the message
/// @param dataEnd the reply to the final dot
/// @param quit the reply to QUIT; nothing depends on it, so it is short
/// @param conversation all of one message together, and of opening, for a peer that is slow on purpose; a large
/// message gets more
public record Timeouts(
        Duration connect,
        Duration command,
        Duration dataBegin,
        Duration dataBlock,
        Duration dataEnd,
        Duration quit,
        Duration conversation) {
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofMinutes(2),
            Duration.ofMinutes(3),
            Duration.ofMinutes(10),
            Duration.ofSeconds(5),
            Duration.ofMinutes(30));

    private static final int SLOWEST_PEER = 10 * 1024; // octets a second

    Duration message(long octets) {
        return conversation.plusSeconds(octets / SLOWEST_PEER);
    }
}
