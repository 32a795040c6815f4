package org.sekisho.config;

import java.util.List;
import java.util.Optional;

/// One table of the settings file.
/// @param name empty for the keys at the top
/// @param repeated `[[name]]`, any number of times
/// @param english what it is for
record Section(String name, boolean repeated, String english, String japanese, List<Key<?>> keys) {
    Section {
        keys = List.copyOf(keys);
    }

    static Section top(String english, String japanese, Key<?>... keys) {
        return new Section("", false, english, japanese, List.of(keys));
    }

    static Section of(String name, String english, String japanese, Key<?>... keys) {
        return new Section(name, false, english, japanese, List.of(keys));
    }

    static Section repeated(String name, String english, String japanese, Key<?>... keys) {
        return new Section(name, true, english, japanese, List.of(keys));
    }

    Optional<Key<?>> key(String keyName) {
        return keys.stream().filter(key -> key.name().equals(keyName)).findFirst();
    }
}
