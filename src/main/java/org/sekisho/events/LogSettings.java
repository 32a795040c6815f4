package org.sekisho.events;

import java.nio.file.Path;
import java.time.ZoneId;

/// Where log lines go and how they look.
/// @param debug whether debug lines are written at all
/// @param zone of the time stamps, which always tell their offset
public record LogSettings(Destination destination, Form form, boolean debug, ZoneId zone) {
    public sealed interface Destination {
        record StandardError() implements Destination {}

        /// @param maxOctets after which a file is renamed to `NAME.1` and a new one begun
        /// @param keep how many renamed files stay
        record File(Path path, long maxOctets, int keep) implements Destination {
            public File {
                if (maxOctets < 1 || keep < 1 || keep > 20) { // logback renames no more than 20
                    throw new IllegalArgumentException("a log file holds at least an octet, 1 to 20 old ones are kept");
                }
            }
        }
    }

    public enum Form {
        /// `time LEVEL event key=value key="value with spaces"`
        TEXT,
        /// One object on each line.
        JSON
    }
}
