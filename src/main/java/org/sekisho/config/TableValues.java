package org.sekisho.config;

import java.util.HashMap;
import java.util.Map;

/// What one table of the file says, read and checked; keys that were not written have their default. Used by one
/// thread.
final class TableValues {
    private final Map<Key<?>, Object> values = new HashMap<>();
    private final int line;

    /// @param line where the table begins, 0 when it is not written
    TableValues(int line) {
        this.line = line;
    }

    int line() {
        return line;
    }

    <T> void put(Key<T> key, T value) {
        values.put(key, value);
    }

    /// @throws IllegalStateException not a key of this table, or a required one that is missing, which is
    /// reported before
    @SuppressWarnings("unchecked") // put() and preset() pair every key with a value of its own type
    <T> T get(Key<T> key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalStateException("no value for " + key.path());
        }
        return (T) value;
    }

    /// Gives a key what holds when it is not written.
    /// @return false when it has to be written
    <T> boolean fallBack(Key<T> key) {
        return switch (key.fallback()) {
            case Key.Fallback.Required<T>() -> false;
            case Key.Fallback.Preset<T>(var raw) -> {
                values.put(key, key.type().read(raw));
                yield true;
            }
            case Key.Fallback.Otherwise<T>(var value, var english, var japanese) -> {
                values.put(key, value.get());
                yield true;
            }
        };
    }
}
