package org.sekisho.mailbox;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Names a mailbox (folder) for ever, whatever it is renamed to; its MAILBOXID (RFC 8474 §4).
/// @param value 16 lower-case hexadecimal digits
public record MailboxId(String value) {
    private static final int DIGITS = 16;

    public MailboxId {
        if (value.length() != DIGITS || !value.chars().allMatch(MailboxId::isHexDigit)) {
            throw new IllegalArgumentException("not the id of a mailbox: " + value);
        }
    }

    private static boolean isHexDigit(int letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
    }

    static MailboxId create(RandomGenerator random) {
        return new MailboxId(HexFormat.of().toHexDigits(random.nextLong()));
    }

    @Override
    public String toString() {
        return value;
    }
}
