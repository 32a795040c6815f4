package org.sekisho.qmail;

import java.util.Locale;
import java.util.Optional;

/// How the old server made the unique ids of POP3 (RFC 1939 §7), by which programs know what they have fetched.
public enum PopIds {
    /// qmail-pop3d: the file's name up to the colon.
    QMAIL,
    /// Dovecot's `%08Xu%08Xv`: UID and UIDVALIDITY.
    DOVECOT;

    private static final int MAX = 70; // characters 0x21 to 0x7e, RFC 1939 §7

    /// @return empty when it had none that may be kept
    Optional<String> of(String unique, UidList uids) {
        String written = uids.popIds().get(unique);
        Optional<String> id = switch (this) {
            case QMAIL -> Optional.of(written == null ? unique : written);
            case DOVECOT -> written == null ? computed(unique, uids) : Optional.of(written);
        };
        return id.filter(
                text -> !text.isEmpty() && text.length() <= MAX && text.chars().allMatch(c -> c > ' ' && c < 0x7f));
    }

    private static Optional<String> computed(String unique, UidList uids) {
        return uids.uid(unique).isPresent() && uids.uidValidity().isPresent()
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%08x%08x",
                        uids.uid(unique).getAsLong(),
                        uids.uidValidity().getAsLong()))
                : Optional.empty();
    }
}
