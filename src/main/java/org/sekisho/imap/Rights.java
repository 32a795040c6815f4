package org.sekisho.imap;

import org.sekisho.address.SyntaxError;

/// Rights as letters, in the order of the alphabet, each once. RFC 4314 §2.1; which letters there are is the
/// server's business.
/// @param letters a-z and 0-9; may be empty
public record Rights(String letters) {
    /// @throws SyntaxError something else than letters and digits
    public Rights {
        if (!letters.chars().allMatch(c -> (c >= 'a' && c <= 'z') || Characters.isDigit(c))) {
            throw new SyntaxError("rights are lower-case letters and digits");
        }
        letters = letters.chars()
                .distinct()
                .sorted()
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return letters;
    }
}
