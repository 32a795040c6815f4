package org.sekisho.search;

import com.ibm.icu.text.Normalizer2;

/// Brings text into the form in which texts are compared, while it streams by; memory does not grow with it. Used by
/// one thread.
///
/// 1. Unicode's NFKC_Casefold (UAX #31): upper and lower case, full and half width, composed and decomposed letters,
///    half-width katakana with their sound marks are the same; invisible characters are not there.
/// 2. What i;unicode-casemap holds for equal (RFC 5051) is equal here: of its differences from 1 there is one, the
///    dotless i.
/// 3. A run of white space and control characters is one space, since lines are broken anywhere. Between two letters
///    of a script that is written without spaces a line break is nothing at all.
///
/// A letter and its mark are one: か is not found in が, as it would be in decomposed text.
final class Folding {
    /// Marks on one letter that are brought into order; the rest goes on as if it were another letter. As in UAX
    /// #15, Stream-Safe Text Format, only more generous. A bound for hostile texts.
    static final int MAX_MARKS = 64;

    /// Where the folded text goes.
    interface Sink {
        void put(int codePoint);

        /// The text is complete; what comes next is another one.
        void end();
    }

    private enum Gap {
        NONE,
        SPACE,
        LINE_BREAK
    }

    private static final Normalizer2 NFKC_CASEFOLD = Normalizer2.getNFKCCasefoldInstance();
    private static final int BLOCK = 2_048; // chars
    private static final char DOTLESS_I = 'ı';
    private static final int REPLACEMENT = 0xFFFD;
    private static final int LAST_CONTROL = 0x9F;
    private static final int NEXT_LINE = 0x85;

    private final Sink sink;
    private final StringBuilder raw = new StringBuilder();
    private final StringBuilder normal = new StringBuilder();
    private int scanned; // of raw
    private int marks; // before that, since the last boundary
    private Gap gap = Gap.NONE;
    private int last = -1;

    Folding(Sink sink) {
        this.sink = sink;
    }

    static String fold(String text) {
        StringBuilder folded = new StringBuilder(text.length());
        Folding folding = new Folding(new Sink() {
            @Override
            public void put(int codePoint) {
                folded.appendCodePoint(codePoint);
            }

            @Override
            public void end() {}
        });
        folding.add(text);
        folding.end();
        return folded.toString();
    }

    /// Takes the next piece of the text; it may be cut anywhere.
    void add(CharSequence piece) {
        for (int i = 0; i < piece.length(); i++) {
            char letter = piece.charAt(i);
            raw.append(letter == DOTLESS_I ? 'i' : letter);
            if (raw.length() >= BLOCK) {
                scan(false);
            }
        }
        scan(false);
    }

    void end() {
        scan(true);
        normalise(raw.length());
        if (gap != Gap.NONE) {
            emit(' ');
        }
        marks = 0;
        gap = Gap.NONE;
        last = -1;
        sink.end();
    }

    /// Normalises up to the last place where nothing that follows can change what is before.
    private void scan(boolean complete) {
        int cut = 0;
        int at = scanned;
        while (at < raw.length()) {
            int letter = raw.codePointAt(at);
            if (!complete && at + 1 == raw.length() && Character.isHighSurrogate(raw.charAt(at))) {
                break; // its other half is still to come
            }
            if (letter < 0x80 || NFKC_CASEFOLD.hasBoundaryBefore(letter)) {
                cut = at;
                marks = 0;
            } else if (++marks > MAX_MARKS) {
                normalise(at);
                at = 0;
                cut = 0;
                marks = 0;
            }
            at += Character.charCount(letter);
        }
        scanned = at;
        if (cut > 0) {
            normalise(cut);
            scanned = at - cut;
        }
    }

    private void normalise(int to) {
        if (to == 0) {
            return;
        }
        normal.setLength(0);
        NFKC_CASEFOLD.normalize(raw.subSequence(0, to), normal);
        raw.delete(0, to);
        scanned = 0;
        int at = 0;
        while (at < normal.length()) {
            int letter = normal.codePointAt(at);
            take(letter);
            at += Character.charCount(letter);
        }
    }

    private void take(int letter) {
        if (isWhite(letter)) {
            if (isLineBreak(letter)) {
                gap = Gap.LINE_BREAK;
            } else if (gap == Gap.NONE) {
                gap = Gap.SPACE;
            }
            return;
        }
        if (gap == Gap.SPACE || (gap == Gap.LINE_BREAK && !(Script.isUnspaced(last) && Script.isUnspaced(letter)))) {
            emit(' ');
        }
        gap = Gap.NONE;
        emit(letter == DOTLESS_I ? 'i' : isText(letter) ? letter : REPLACEMENT); // the mathematical one, decomposed
    }

    private void emit(int letter) {
        last = letter;
        sink.put(letter);
    }

    private static boolean isWhite(int letter) {
        return letter <= ' ' || (letter > '~' && letter <= LAST_CONTROL) || Character.isSpaceChar(letter);
    }

    private static boolean isLineBreak(int letter) {
        return letter == '\r' || letter == '\n' || letter == NEXT_LINE;
    }

    /// Half a surrogate pair and noncharacters are no text.
    private static boolean isText(int letter) {
        boolean surrogate = letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE;
        return !surrogate && (letter & 0xFFFE) != 0xFFFE;
    }
}
