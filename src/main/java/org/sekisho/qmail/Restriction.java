package org.sekisho.qmail;

import java.util.EnumSet;
import java.util.Set;

/// What vpopmail forbids a user: the bits of `vpasswd`'s fourth field.
public enum Restriction {
    NO_PASSWORD_CHANGE(0x01),
    NO_POP(0x02),
    NO_WEBMAIL(0x04),
    NO_IMAP(0x08),
    BOUNCE_MAIL(0x10),
    NO_RELAY(0x20),
    NO_DIALUP(0x40),
    NO_SMTP(0x800);

    static final int GRANTS = 0x3780; // user flags 1 to 4, administrators of QmailAdmin, overrides: they forbid nothing

    private final int bit;

    Restriction(int bit) {
        this.bit = bit;
    }

    static Set<Restriction> of(int bits) {
        Set<Restriction> all = EnumSet.noneOf(Restriction.class);
        for (Restriction each : values()) {
            if ((bits & each.bit) != 0) {
                all.add(each);
            }
        }
        return Set.copyOf(all);
    }

    static boolean areKnown(int bits) {
        int known = GRANTS;
        for (Restriction each : values()) {
            known |= each.bit;
        }
        return (bits & ~known) == 0;
    }
}
