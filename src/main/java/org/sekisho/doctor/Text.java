package org.sekisho.doctor;

/// The same in English and in Japanese.
public record Text(String en, String ja) {
    public String in(boolean japanese) {
        return japanese ? ja : en;
    }

    /// Both with `%s` replaced.
    public Text with(String what) {
        return new Text(en.replace("%s", what), ja.replace("%s", what));
    }
}
