package org.sekisho.config;

import java.util.Optional;
import java.util.function.Supplier;

/// One key of the settings file: all that the reader, the example file and the manual page know about it.
/// @param table the name of its table; empty for the top of the file
/// @param fallback what holds when it is not written
/// @param reloads whether a change takes effect at a reload; otherwise after a restart
/// @param sample for the example file, as TOML has it (String, Long, Boolean, Double, List)
/// @param english what it means: one or two sentences
/// @param japanese the same
record Key<T>(
        String table,
        String name,
        Type<T> type,
        Fallback<T> fallback,
        boolean reloads,
        Object sample,
        String english,
        String japanese) {

    sealed interface Fallback<T> {
        /// It has to be written.
        record Required<T>() implements Fallback<T> {}

        /// @param raw as if it were written
        record Preset<T>(Object raw) implements Fallback<T> {}

        /// Something that cannot be written in the file.
        /// @param english what that is
        record Otherwise<T>(Supplier<T> value, String english, String japanese) implements Fallback<T> {}
    }

    /// `table.name`
    String path() {
        return table.isEmpty() ? name : table + "." + name;
    }

    static <T> Key<T> required(String path, Type<T> type, Object sample) {
        return of(path, type, new Fallback.Required<>(), sample);
    }

    /// @param raw the default, as if it were written
    static <T> Key<T> preset(String path, Type<T> type, Object raw) {
        return of(path, type, new Fallback.Preset<>(raw), raw);
    }

    /// A key that may be left out.
    static <T> Key<Optional<T>> optional(String path, Type<T> type, Object sample, String english, String japanese) {
        return of(path, type.optional(), new Fallback.Otherwise<>(Optional::empty, english, japanese), sample);
    }

    static <T> Key<T> of(String path, Type<T> type, Fallback<T> fallback, Object sample) {
        int dot = path.lastIndexOf('.');
        return new Key<>(
                path.substring(0, Math.max(dot, 0)), path.substring(dot + 1), type, fallback, true, sample, "", "");
    }

    /// A change takes effect after a restart only.
    Key<T> atStart() {
        return new Key<>(table, name, type, fallback, false, sample, english, japanese);
    }

    Key<T> with(Object newSample) {
        return new Key<>(table, name, type, fallback, reloads, newSample, english, japanese);
    }

    Key<T> says(String newEnglish, String newJapanese) {
        return new Key<>(table, name, type, fallback, reloads, sample, newEnglish, newJapanese);
    }
}
