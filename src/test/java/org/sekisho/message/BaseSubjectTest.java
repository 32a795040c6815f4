package org.sekisho.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.testing.Dice;

/// RFC 5256 §2.1.
class BaseSubjectTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "foo#foo#false",
                "``#``#false",
                "`   `#``#false",
                "  foo  bar #foo bar#false",
                "a\tb#a b#false",
                // subj-refwd
                "Re: foo#foo#true",
                "RE:foo#foo#true",
                "re : foo#foo#true",
                "Fw: foo#foo#true",
                "fwd: foo#foo#true",
                "Re: Fwd: RE: foo#foo#true",
                "Re[2]: foo#foo#true",
                "Re [x] : foo#foo#true",
                "Re: #``#true",
                "Re:#``#true",
                "Re foo#Re foo#false",
                "Rex: foo#Rex: foo#false",
                "Aw: foo#Aw: foo#false",
                "re[a[b]: foo#re[a[b]: foo#false",
                // subj-blob
                "[list] foo#foo#false",
                "[a][b] [c]foo#foo#false",
                "[list]#[list]#false",
                "[a] [b]#[b]#false",
                "[a] [b] #[b]#false",
                "[]#[]#false",
                "[a#[a#false",
                "[a[b] foo#[a[b] foo#false",
                "[list] Re: [list] foo#foo#true",
                "[a] Re: #``#true",
                "Re: [a]#[a]#true",
                "foo [a]#foo [a]#false",
                // subj-trailer
                "foo (fwd)#foo#true",
                "foo(FWD) (fwd) #foo#true",
                "(fwd)#``#true",
                "(fwd) foo#(fwd) foo#false",
                // subj-fwd
                "[Fwd: foo]#foo#true",
                "[fwd: Re: foo (fwd)]#foo#true",
                "Re: [Fwd: [list] foo]#foo#true",
                "[fwd: [fwd: foo] ]#foo#true",
                "[fwd: foo#[fwd: foo#false",
                "[fwd:]#``#true",
                "[fwd: a] b#b#false",
                "[a] [fwd: b]#b#true",
                // Japanese
                "Re: 会議の件#会議の件#true",
                "İstanbul Re: x#İstanbul Re: x#false",
            })
    void base(String subject, String base, boolean marked) {
        assertEquals(new BaseSubject(base, marked), BaseSubject.of(subject));
    }

    @Test
    void whatIsBaseHasNoMarksLeft() {
        List<String> pieces =
                List.of("re", "fwd", "fw", ":", " ", "[", "]", "a", "(fwd)", "[fwd:", "[x]", "Re: ", "\t");
        Dice.check(5_000, dice -> {
            String subject = dice.text(pieces, dice.below(12));
            BaseSubject base = BaseSubject.of(subject);
            assertEquals(base.text(), BaseSubject.of(base.text()).text(), subject);
            assertTrue(base.text().equals(base.text().strip()), subject);
        });
    }

    @Test
    void subjectsMadeToTakeLong() {
        for (String piece : List.of("[x]", "re:", "[fwd:", "re [", "[", "(fwd)", " ", "re[x]", "[x] re")) {
            BaseSubject.of(piece.repeat(100_000));
            BaseSubject.of("[fwd:".repeat(50_000) + piece.repeat(50_000) + "]".repeat(50_000));
        }
    }
}
