package org.sekisho.search;

import java.util.List;
import java.util.Locale;

/// A [TextKey] as a question to the index.
/// @param parts all must be answered with yes
/// @param exact whether messages for which they are, are just those that match; otherwise each must be looked into
record IndexQuery(List<Part> parts, boolean exact) {
    /// @param fields in one of them
    record Part(List<IndexField> fields, Pattern pattern) {}

    static IndexQuery of(TextKey key) {
        Pattern pattern = Pattern.of(key.needle());
        return switch (key) {
            case TextKey.Body _ ->
                new IndexQuery(List.of(new Part(List.of(IndexField.BODY), pattern)), pattern.exact());
            case TextKey.Text _ ->
                new IndexQuery(
                        List.of(new Part(List.of(IndexField.BODY, IndexField.HEADERS), pattern)), pattern.exact());
            case TextKey.Header(var name, var needle) ->
                needle.isEmpty() && !isSignature(name)
                        ? new IndexQuery(List.of(has(name)), false)
                        : IndexField.ofHeader(name)
                                .map(field ->
                                        new IndexQuery(List.of(new Part(List.of(field), pattern)), pattern.exact()))
                                .orElseGet(() -> inHeaders(name, pattern));
        };
    }

    private static IndexQuery inHeaders(String name, Pattern pattern) {
        if (isSignature(name)) {
            return new IndexQuery(List.of(), false); // not in the index
        }
        return new IndexQuery(List.of(has(name), new Part(List.of(IndexField.HEADERS), pattern)), false);
    }

    private static boolean isSignature(String name) {
        return MessageTexts.SIGNATURES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static Part has(String name) {
        return new Part(List.of(IndexField.HEADERS), Pattern.of(name + ":"));
    }
}
