package org.sekisho.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.ibm.icu.text.Normalizer2;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.Dice;

class TextMatcherTest {
    private static final List<String> PIECES = List.of(
            "a", "B", " ", "\r\n", "\t", "が", "か", "\u3099", "ｶ", "ﾞ", "e", "\u0301", "\u0323", "ﬁ", "ß", "ı", "İ", "日",
            "𠮷", "\ud842", "\udfb7", "\u00ad", "\u1100", "\u1161", "\u11a8", "\u0f71", "\u0f72", "ﷺ", "。");

    private static void same(String text, String needle) {
        assertTrue(TextMatcher.contains(text, needle), text + " / " + needle);
    }

    private static void different(String text, String needle) {
        assertFalse(TextMatcher.contains(text, needle), text + " / " + needle);
    }

    @Test
    void caseAndWidthAreTheSame() {
        same("Grüße aus KÖLN", "grüsse AUS köln");
        same("ＡＢＣ１２３", "abc123");
        same("ｶﾞｷﾞｸﾞｹﾞｺﾞ", "ガギグゲゴ");
        same("ﾊﾟﾝﾌﾚｯﾄ", "パンフレット");
        same("Cafe\u0301", "café");
        same("㈱山田", "(株)山田");
        same("DIYARBAKIR", "dıyarbakır");
        same("ΣΊΣΥΦΟΣ", "σίσυφος");
    }

    @Test
    void aLetterAndItsMarkAreOne() {
        different("が", "か");
        different("パン", "ハン");
        different("café", "cafe");
        different("cafe\u0301", "cafe");
    }

    @Test
    void whiteSpaceIsOneSpaceAndNoneBetweenLettersWithoutSpaces() {
        same("kind\r\n\t regards", "kind regards");
        same("全角　空白", "全角 空白");
        same("長い行は途中で\r\n折り返される", "途中で折り返");
        different("空白 あり", "空白あり");
        different("kind\r\nregards", "kindregards");
        same("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth");
    }

    @Test
    void theEmptyNeedleIsInEveryText() {
        same("", "");
        same("x", "");
        assertFalse(new TextMatcher("").found());
    }

    @Test
    void noMatchReachesIntoTheNextText() {
        TextMatcher matcher = new TextMatcher("ab");
        matcher.add("xa");
        matcher.end();
        matcher.add("b");
        matcher.end();
        assertFalse(matcher.found());
        matcher.add("aa");
        matcher.add("b");
        matcher.end();
        assertTrue(matcher.found());
    }

    @Test
    void whatUnicodeCasemapHoldsForEqualIsEqual() {
        Normalizer2 nfkd = Normalizer2.getInstance(null, "nfkc", Normalizer2.Mode.DECOMPOSE);
        for (int letter = 0; letter <= Character.MAX_CODE_POINT; letter++) {
            boolean surrogate = letter >= Character.MIN_SURROGATE && letter <= Character.MAX_SURROGATE;
            if (Character.isDefined(letter) && !surrogate) {
                // RFC 5051: to title case, then decomposed
                String mapped = nfkd.normalize(Character.toString(Character.toTitleCase(letter)));
                assertEquals(
                        Folding.fold("x" + mapped + "x"),
                        Folding.fold("x" + Character.toString(letter) + "x"),
                        () -> mapped);
            }
        }
    }

    @Test
    void cutAnywhereItIsTheSame() {
        Dice.check(2_000, dice -> {
            String text = dice.text(PIECES, dice.below(30)) + dice.text(List.of("\u0301", "\u0323"), dice.below(200));
            StringBuilder folded = new StringBuilder();
            Folding folding = new Folding(new Folding.Sink() {
                @Override
                public void put(int codePoint) {
                    folded.appendCodePoint(codePoint);
                }

                @Override
                public void end() {}
            });
            int at = 0;
            while (at < text.length()) {
                int to = dice.between(at, text.length());
                folding.add(text.substring(at, to));
                at = to;
            }
            folding.end();
            assertEquals(Folding.fold(text), folded.toString());
        });
    }

    @Test
    void findsWhatAPlainSearchFinds() {
        Dice.check(2_000, dice -> {
            String text = dice.text("ab", dice.below(60));
            String needle = dice.text("ab", dice.below(8));
            assertEquals(text.contains(needle), TextMatcher.contains(text, needle), text + "/" + needle);
        });
    }

    @Test
    void aHostileRunOfMarksNeedsNoMemory() {
        TextMatcher matcher = new TextMatcher("end");
        String marks = "\u0301".repeat(10_000);
        for (int i = 0; i < 200; i++) {
            matcher.add(marks);
        }
        matcher.add("end");
        matcher.end();
        assertTrue(matcher.found());
    }
}
