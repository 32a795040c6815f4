package org.sekisho.message;

import java.util.List;
import java.util.Optional;

/// Those fields of a header that tell something of the message, as they stand there.
/// @param fields in order
record RawHeader(List<Field> fields) {
    static final RawHeader EMPTY = new RawHeader(List.of());

    /// @param name in lower case
    /// @param body unfolded, without white space around it
    record Field(String name, RawText body) {}

    RawHeader {
        fields = List.copyOf(fields);
    }

    /// The first field of this name, though it be empty.
    Optional<RawText> field(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::body)
                .findFirst();
    }

    /// The first field of this name that says something.
    Optional<RawText> first(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name) && !field.body().isEmpty())
                .map(Field::body)
                .findFirst();
    }

    /// The bodies of all fields of this name.
    List<RawText> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::body)
                .toList();
    }
}
