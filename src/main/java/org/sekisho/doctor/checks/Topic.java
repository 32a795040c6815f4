package org.sekisho.doctor.checks;

import java.util.Locale;
import java.util.Optional;

/// What can be looked at by itself.
public enum Topic {
    DNS,
    CERTIFICATES,
    CLOCK,
    RELAY,
    BLOCKLISTS;

    /// Whether other machines are asked.
    public boolean needsNetwork() {
        return switch (this) {
            case DNS, CLOCK, BLOCKLISTS -> true;
            case CERTIFICATES, RELAY -> false;
        };
    }

    public static Optional<Topic> of(String word) {
        for (Topic topic : values()) {
            if (topic.toString().equals(word)) {
                return Optional.of(topic);
            }
        }
        return Optional.empty();
    }

    /// As it is written on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
