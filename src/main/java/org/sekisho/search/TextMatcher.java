package org.sekisho.search;

/// Whether texts that stream by contain a needle, both in the form that [Folding] makes (RFC 9051 §6.4.4: substring,
/// upper and lower case are the same). Memory does not grow with the texts. Used by one thread.
public final class TextMatcher {
    private final int[] needle; // code points
    private final int[] fallback; // Knuth, Morris, Pratt: where to go on after a mismatch
    private final Folding folding = new Folding(new Matching());
    private int matched;
    private boolean found;

    /// @param needle decoded; the empty one is found in every text
    public TextMatcher(String needle) {
        this.needle = Folding.fold(needle).codePoints().toArray();
        this.fallback = fallback(this.needle);
    }

    static boolean contains(String text, String needle) {
        TextMatcher matcher = new TextMatcher(needle);
        matcher.add(text);
        matcher.end();
        return matcher.found();
    }

    /// Takes the next piece of a decoded text; it may be cut anywhere.
    public void add(CharSequence piece) {
        if (!found) {
            folding.add(piece);
        }
    }

    /// The text is complete: no match reaches from it into the next one.
    public void end() {
        if (!found) {
            folding.end();
        }
    }

    /// True once a text contained the needle; stays so. Certain only after [#end].
    public boolean found() {
        return found;
    }

    private static int[] fallback(int[] needle) {
        int[] fallback = new int[needle.length];
        int length = 0;
        for (int i = 1; i < needle.length; i++) {
            while (length > 0 && needle[i] != needle[length]) {
                length = fallback[length - 1];
            }
            if (needle[i] == needle[length]) {
                length++;
            }
            fallback[i] = length;
        }
        return fallback;
    }

    private final class Matching implements Folding.Sink {
        @Override
        public void put(int letter) {
            if (found) {
                return;
            }
            while (matched > 0 && (matched == needle.length || needle[matched] != letter)) {
                matched = fallback[matched - 1];
            }
            if (needle.length == 0 || needle[matched] == letter) {
                matched++;
            }
            found = matched >= needle.length;
        }

        @Override
        public void end() {
            found = found || needle.length == 0;
            matched = 0;
        }
    }
}
