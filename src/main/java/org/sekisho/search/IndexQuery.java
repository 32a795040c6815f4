package org.sekisho.search;

import java.util.List;
import java.util.Optional;

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
            case TextKey.Header(var name, var needle) -> ofHeader(name, needle, pattern);
        };
    }

    private static IndexQuery ofHeader(String name, String needle, Pattern pattern) {
        Optional<IndexField> own = IndexField.ofHeader(name);
        boolean known = name.length() <= IndexField.LONGEST_NAME;
        if (needle.isEmpty()) {
            return new IndexQuery(List.of(has(name)), known);
        }
        if (own.isPresent()) {
            return new IndexQuery(List.of(new Part(List.of(own.get()), pattern)), pattern.exact());
        }
        return MessageTexts.isSignature(name)
                ? new IndexQuery(List.of(has(name)), false)
                : new IndexQuery(List.of(has(name), new Part(List.of(IndexField.HEADERS), pattern)), false);
    }

    private static Part has(String name) {
        Pattern.Step step = new Pattern.Step(IndexedMessage.nameTerm(name), Pattern.Fit.WHOLE, Script.WORD);
        return new Part(List.of(IndexField.NAMES), new Pattern(List.of(step), false, true));
    }
}
