package org.sekisho.admin;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// One row of an answer: names and values in order; JSON's own kinds of values only.
final class Fields {
    private Fields() {}

    /// @param namesAndValues an absent `Optional` is left out; anything that is not a number or truth value is
    /// shown as text
    static Map<String, Object> of(Object... namesAndValues) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value instanceof Optional<?> optional) {
                if (optional.isEmpty()) {
                    continue;
                }
                value = optional.get();
            }
            fields.put((String) namesAndValues[i], plain(value));
        }
        return fields;
    }

    static Map<String, Object> of(Map<String, ?> fields) {
        var plain = new LinkedHashMap<String, Object>();
        fields.forEach((name, value) -> plain.put(name, plain(value)));
        return plain;
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Number number -> number;
            case Boolean truth -> truth;
            case Instant instant -> instant.toString();
            case Collection<?> all -> all.stream().map(Fields::plain).toList();
            case Map<?, ?> map -> map;
            default -> value.toString();
        };
    }
}
