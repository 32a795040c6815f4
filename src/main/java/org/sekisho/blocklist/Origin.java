package org.sekisho.blocklist;

/// By whose word an entry is there.
public sealed interface Origin {
    /// @param user of this machine
    record ByHand(String user) implements Origin {
        @Override
        public String toString() {
            return "by hand: " + user;
        }
    }

    /// @param list what it was read from
    record Imported(String user, String list) implements Origin {
        @Override
        public String toString() {
            return "imported: " + user + ", " + list;
        }
    }

    /// The evidence.
    /// @param rule as in the settings
    /// @param count of what was seen
    /// @param session in which it was seen last
    record ByRule(String rule, long count, String session) implements Origin {
        @Override
        public String toString() {
            return "by rule: " + rule + ", seen " + count + ", last in session " + session;
        }
    }
}
