package org.sekisho.qmail;

/// A text in both languages.
public record Words(String english, String japanese) {
    /// Both with `%s` replaced.
    Words with(String what) {
        return new Words(english.replace("%s", what), japanese.replace("%s", what));
    }
}
