package org.sekisho.blocklist;

import java.util.Locale;

/// What a client did that a rule may count.
public enum Offence {
    /// Asked us to send to a domain that is not ours.
    RELAY_REFUSED,
    /// Wrote to somebody who is not here.
    UNKNOWN_RECIPIENT,
    /// Logged in with a wrong name or password.
    LOGIN_FAILED,
    /// Spoke before it was greeted.
    EARLY_TALKER,
    /// Said what is no command.
    SYNTAX;

    /// As in the settings.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
