package org.sekisho.search;

import com.ibm.icu.text.Normalizer2;

/// i;unicode-casemap (RFC 5051): by which texts are compared where their order matters (RFC 5256 §2.1, §3).
final class Casemap {
    private static final Normalizer2 NFKD = Normalizer2.getInstance(null, "nfkc", Normalizer2.Mode.DECOMPOSE);

    private Casemap() {}

    /// Every letter in title case, then decomposed. Equal texts have equal forms.
    static String of(String text) {
        StringBuilder title = new StringBuilder(text.length());
        text.codePoints().map(Character::toTitleCase).forEach(title::appendCodePoint);
        return NFKD.normalize(title);
    }

    /// The order of the forms' octets in UTF-8, which is that of their code points.
    static int compare(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean sameKind = Character.isSurrogate(a) == Character.isSurrogate(b);
                return sameKind ? Character.compare(a, b) : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return Integer.compare(one.length(), other.length());
    }
}
