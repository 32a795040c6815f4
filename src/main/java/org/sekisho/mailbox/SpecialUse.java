package org.sekisho.mailbox;

import java.util.Arrays;
import java.util.Optional;

/// What a mailbox is for (RFC 6154 §2, RFC 8457).
public enum SpecialUse {
    ALL("\\All"),
    ARCHIVE("\\Archive"),
    DRAFTS("\\Drafts"),
    FLAGGED("\\Flagged"),
    IMPORTANT("\\Important"),
    JUNK("\\Junk"),
    SENT("\\Sent"),
    TRASH("\\Trash");

    private final String attribute;

    SpecialUse(String attribute) {
        this.attribute = attribute;
    }

    /// @param attribute in any case
    public static Optional<SpecialUse> named(String attribute) {
        return Arrays.stream(values())
                .filter(use -> use.attribute.equalsIgnoreCase(attribute))
                .findFirst();
    }

    /// Whether a user may say that a mailbox is for it. There are no mailboxes here that show messages of others,
    /// as `\All` and `\Flagged` would be.
    public boolean isSettable() {
        return this != ALL && this != FLAGGED;
    }

    /// As LIST prints it.
    public String attribute() {
        return attribute;
    }
}
