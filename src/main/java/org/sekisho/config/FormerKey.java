package org.sekisho.config;

/// A key that used to be there, or that people who come from elsewhere write.
public sealed interface FormerKey {
    /// As it is written, with its table.
    String path();

    /// Still read, with a warning.
    /// @param now its name today
    record Renamed(String path, String now) implements FormerKey {}

    /// An error that says what to do instead.
    record Removed(String path, String instead) implements FormerKey {}
}
