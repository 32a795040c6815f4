package org.sekisho.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sekisho.address.SyntaxError;

/// One kind of value: how it is written, and how it is read.
/// @param english what to write, with an example; follows "write "
/// @param japanese the same
/// @param element the kind of its elements, when it is a list
/// @param reading from what TOML gives (String, Long, Double, Boolean, List); throws [SyntaxError]
record Type<T>(String english, String japanese, Optional<Type<?>> element, Function<Object, T> reading) {
    static <T> Type<T> of(String english, String japanese, Function<Object, T> reading) {
        return new Type<>(english, japanese, Optional.empty(), reading);
    }

    /// A value that is written as a string.
    static <T> Type<T> ofText(String english, String japanese, Function<String, T> reading) {
        return of(english, japanese, raw -> {
            if (raw instanceof String text) {
                return reading.apply(checked(text));
            }
            throw new SyntaxError(raw instanceof List ? "a list where one text is expected" : raw + " needs quotes");
        });
    }

    private static String checked(String text) {
        if (text.isBlank()) {
            throw new SyntaxError("an empty text");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new SyntaxError("a text with control characters");
        }
        return text;
    }

    /// `[a, b]`
    static <E> Type<List<E>> listOf(Type<E> type) {
        return new Type<>(
                "a list in brackets, each " + type.english,
                "角括弧で囲んだ一覧。各要素は" + type.japanese,
                Optional.of(type),
                raw -> elements(type, raw));
    }

    private static <E> List<E> elements(Type<E> type, Object raw) {
        if (!(raw instanceof List<?> list)) {
            throw new SyntaxError("a single value where a list is expected: put it into brackets");
        }
        List<E> found = new ArrayList<>();
        for (Object each : list) {
            found.add(type.read(each));
        }
        return List.copyOf(found);
    }

    /// The same, for a key that may be left out.
    Type<Optional<T>> optional() {
        return new Type<>(english, japanese, element, raw -> Optional.of(read(raw)));
    }

    /// The same, or `"none"`.
    Type<Optional<T>> orNone() {
        return of(
                english + ", or \"none\"",
                japanese + "。または \"none\"",
                raw -> raw.equals("none") ? Optional.empty() : Optional.of(read(raw)));
    }

    /// The value, checked further.
    /// @param check throws [SyntaxError]
    <R> Type<R> then(Function<T, R> check) {
        return new Type<>(english, japanese, element, raw -> check.apply(read(raw)));
    }

    /// @throws SyntaxError not this kind of value
    T read(Object raw) {
        return reading.apply(raw);
    }
}
