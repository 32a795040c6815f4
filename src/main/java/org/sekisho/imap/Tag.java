package org.sekisho.imap;

import org.sekisho.address.SyntaxError;

/// What names a command and the answer that ends it. RFC 9051 §2.2.1.
/// @param value 1 to 255 characters of an astring but `+`
public record Tag(String value) {
    public static final int MAX_LENGTH = 255; // the RFC has no limit; no client sends more than a few characters

    /// @throws SyntaxError not a tag
    public Tag {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !value.chars().allMatch(Tag::isTagCharacter)) {
            throw new SyntaxError("expected a tag");
        }
    }

    static boolean isTagCharacter(int c) {
        return c != '+' && Characters.isAstring(c);
    }

    @Override
    public String toString() {
        return value;
    }
}
