package org.sekisho.mailbox;

/// How much one account may keep, over all its mailboxes (RFC 9208 STORAGE and MESSAGE).
/// @param octets of messages as sent, 0 or more
/// @param messages 0 or more
public record Quota(long octets, long messages) {
    private static final int PERCENT = 100;

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

    /// What accounts may keep.
    /// @param standard for those without a quota of their own
    /// @param softPercent of a quota are there for deliveries, 1 to 100: what is above is for what users put there
    ///     themselves
    public record Rule(Quota standard, int softPercent) {
        public Rule {
            if (softPercent < 1 || softPercent > PERCENT) {
                throw new IllegalArgumentException("a soft limit is 1 to 100 percent");
            }
        }

        Quota soft(Quota hard) {
            return hard.isUnlimited() ? hard : new Quota(part(hard.octets), part(hard.messages));
        }

        private long part(long limit) {
            return limit == Long.MAX_VALUE
                    ? limit
                    : limit / PERCENT * softPercent + limit % PERCENT * softPercent / PERCENT;
        }
    }

    /// Whether a delivery fits.
    public enum Room {
        ENOUGH,
        /// Over the soft limit: it may fit later.
        LATER,
        /// Over the limit itself.
        NONE
    }

    boolean allows(Use use) {
        return use.octets <= octets && use.messages <= messages;
    }
}
