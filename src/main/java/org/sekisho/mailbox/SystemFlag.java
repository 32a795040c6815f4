package org.sekisho.mailbox;

import java.util.Optional;

/// RFC 9051 §2.3.2. (\Recent is not stored: RFC 9051 dropped it.)
public enum SystemFlag {
    SEEN("\\Seen", 0),
    ANSWERED("\\Answered", 1),
    FLAGGED("\\Flagged", 2),
    DELETED("\\Deleted", 3),
    DRAFT("\\Draft", 4);

    private final String text;
    private final int bit;

    /// @param bit as stored: never changed
    SystemFlag(String text, int bit) {
        this.text = text;
        this.bit = bit;
    }

    /// As IMAP prints it.
    public String text() {
        return text;
    }

    /// @param text in any case
    public static Optional<SystemFlag> named(String text) {
        for (SystemFlag flag : values()) {
            if (flag.text.equalsIgnoreCase(text)) {
                return Optional.of(flag);
            }
        }
        return Optional.empty();
    }

    long mask() {
        return 1L << bit;
    }
}
