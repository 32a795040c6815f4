package org.sekisho.blocklist;

import java.time.Duration;

/// So many offences of one client within so long block its address for a while.
/// @param count 1 or more
/// @param within from the first one on
/// @param lasting of the entry
public record Rule(Offence offence, int count, Duration within, Duration lasting) {
    public Rule {
        if (count < 1 || within.isNegative() || within.isZero() || lasting.isNegative() || lasting.isZero()) {
            throw new IllegalArgumentException("a rule counts to 1 or more, within and for some time");
        }
    }
}
