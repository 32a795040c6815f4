package org.sekisho.mailbox;

/// How much one account may keep, over all its mailboxes (RFC 9208 STORAGE and MESSAGE).
/// @param octets of messages as sent, 0 or more
/// @param messages 0 or more
public record Quota(long octets, long messages) {
    public static final Quota UNLIMITED = new Quota(Long.MAX_VALUE, Long.MAX_VALUE);

    public Quota {
        if (octets < 0 || messages < 0) {
            throw new IllegalArgumentException("a quota is not negative");
        }
    }

    public boolean isUnlimited() {
        return equals(UNLIMITED);
    }

    /// What an account keeps now.
    public record Use(long octets, long messages) {
        public static final Use NONE = new Use(0, 0);

        Use plus(long moreOctets, long moreMessages) {
            return new Use(octets + moreOctets, messages + moreMessages);
        }
    }

    boolean allows(Use use) {
        return use.octets <= octets && use.messages <= messages;
    }
}
