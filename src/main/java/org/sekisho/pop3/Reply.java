package org.sekisho.pop3;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// The first line of a reply. RFC 1939 §3, RFC 2449 §8 (response codes).
/// @param good `+OK` or `-ERR`
/// @param text one line; names no internals
public record Reply(boolean good, Optional<ResponseCode> code, String text) {
    private static final int MAX_OCTETS = 510; // RFC 1939 §3: 512 with CRLF

    /// What a client may act on. RFC 2449 §8.1, RFC 3206, RFC 6856 §5.
    public enum ResponseCode {
        IN_USE("IN-USE"),
        LOGIN_DELAY("LOGIN-DELAY"),
        SYS_TEMP("SYS/TEMP"),
        SYS_PERM("SYS/PERM"),
        AUTH("AUTH"),
        UTF8("UTF8");

        private final String text;

        ResponseCode(String text) {
            this.text = text;
        }
    }

    public Reply {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("a reply is one line");
        }
    }

    public static Reply ok(String text) {
        return new Reply(true, Optional.empty(), text);
    }

    public static Reply error(String text) {
        return new Reply(false, Optional.empty(), text);
    }

    public static Reply error(ResponseCode code, String text) {
        return new Reply(false, Optional.of(code), text);
    }

    /// The line with its CRLF.
    public byte[] octets() {
        byte[] line = toString().getBytes(StandardCharsets.UTF_8);
        if (line.length > MAX_OCTETS) {
            throw new IllegalArgumentException("a reply has at most " + MAX_OCTETS + " octets");
        }
        return (this + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        String words = code.map(known -> "[" + known.text + "] ").orElse("") + text;
        return ((good ? "+OK " : "-ERR ") + words).strip();
    }
}
