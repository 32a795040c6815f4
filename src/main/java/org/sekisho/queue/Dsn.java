package org.sekisho.queue;

import java.util.Optional;
import java.util.Set;

/// What the sender asked about notifications. RFC 3461.
public final class Dsn {
    private Dsn() {}

    public enum Notify {
        SUCCESS,
        FAILURE,
        DELAY
    }

    public enum Ret {
        FULL,
        HDRS
    }

    /// RFC 3461 §4.1, §4.2.
    /// @param notifyOn empty for NEVER; FAILURE and DELAY when not asked
    /// @param originalRecipient ORCPT as received, still xtext-decoded `type;address`
    public record ForRecipient(Set<Notify> notifyOn, Optional<String> originalRecipient) {
        public static final ForRecipient DEFAULT =
                new ForRecipient(Set.of(Notify.FAILURE, Notify.DELAY), Optional.empty());
    }

    /// RFC 3461 §4.3, §4.4.
    public record ForMessage(Optional<Ret> ret, Optional<String> envelopeId) {
        public static final ForMessage DEFAULT = new ForMessage(Optional.empty(), Optional.empty());
    }
}
