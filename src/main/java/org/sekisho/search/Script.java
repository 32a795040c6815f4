package org.sekisho.search;

/// What a letter is to the index. Decided for folded text only.
enum Script {
    /// Letters and digits of scripts that put spaces between words.
    WORD,
    /// Letters of a script that is written without spaces: Han, Hiragana, Katakana, Bopomofo; and Hangul, whose words
    /// are looked for by their parts.
    UNSPACED,
    /// Everything else: white space, punctuation, symbols.
    BETWEEN;

    private static final int FIRST_UNSPACED = 0x1100; // Hangul Jamo
    private static final int PROLONGED_SOUND_MARK = 0x30FC;

    static Script of(int letter) {
        if (letter < 0x80) {
            boolean word = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
            return word ? WORD : BETWEEN;
        }
        if (isUnspaced(letter)) {
            return UNSPACED;
        }
        return Character.isLetterOrDigit(letter) || isMark(letter) ? WORD : BETWEEN;
    }

    static boolean isUnspaced(int letter) {
        if (letter < FIRST_UNSPACED) {
            return false;
        }
        if (letter == PROLONGED_SOUND_MARK) {
            return true; // of the script Common
        }
        if (!Character.isLetter(letter) && !isMark(letter) && Character.getType(letter) != Character.LETTER_NUMBER) {
            return false;
        }
        return switch (Character.UnicodeScript.of(letter)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO, HANGUL -> true;
            default -> false;
        };
    }

    private static boolean isMark(int letter) {
        int type = Character.getType(letter);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
