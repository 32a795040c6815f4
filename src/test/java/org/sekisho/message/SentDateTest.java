package org.sekisho.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.Dice;

/// RFC 5322 §3.3, §4.3 and appendix A; RFC 5256 §2.2.
class SentDateTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Fri, 21 Nov 1997 09:55:06 -0600 | 1997-11-21T09:55:06-06:00",
                "1 Apr 1997 10:00 +0000 | 1997-04-01T10:00Z",
                "Thu, 13 Feb 1969 23:32:54 -0330 | 1969-02-13T23:32:54-03:30",
                "Thu, 13 Feb 1969 23:32 -0330 (Newfoundland Time) | 1969-02-13T23:32-03:30",
                "21 Nov 97 09:55:06 GMT | 1997-11-21T09:55:06Z",
                "Fri, 21 Nov 1997 09(comment):   55  :  06 -0600 | 1997-11-21T09:55:06-06:00",
                "(a) Fri (b) , (c) 21 (d) Nov (e) 1997 (f) 09:55 (g) +0900 | 1997-11-21T09:55+09:00",
                "Mon, 2 Mar 26 00:00:00 EST | 2026-03-02T00:00-05:00",
                "Mon, 2 Mar 126 00:00:00 PDT | 2026-03-02T00:00-07:00",
                "mon, 2 MARCH 2026 00:00:00 z | 2026-03-02T00:00Z",
                "2 Mar 2026 01:02:03 A | 2026-03-02T01:02:03Z",
                "2 Mar 2026 01:02:03 Nowhere | 2026-03-02T01:02:03Z",
                "2 Mar 2026 01:02:03 | 2026-03-02T01:02:03Z",
                "2 Mar 2026 01:02:03 +9 | 2026-03-02T01:02:03Z",
                "2 Mar 2026 01:02:03 +9900 | 2026-03-02T01:02:03Z",
                "2 Mar 2026 23:59:60 +0900 | 2026-03-02T23:59:59+09:00",
                "2 Mar 2026 25:00:00 +0900 | 2026-03-02T00:00+09:00",
                "2 Mar 2026 | 2026-03-02T00:00Z",
                "Mon 2 Mar 2026 09:00 JST | 2026-03-02T09:00+09:00",
                "Mon, 02-Mar-2026 09:00:00 +0900 | 2026-03-02T09:00+09:00",
                "29 Feb 2024 00:00:00 +0000 | 2024-02-29T00:00Z",
            })
    void dates(String field, String moment) {
        assertEquals(Optional.of(moment), SentDate.parse(RawText.of(field)).map(Object::toString));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "today",
                "29 Feb 2025 00:00:00 +0000",
                "32 Jan 2026 00:00 +0000",
                "1 Foo 2026",
                "1 Jan",
                "Jan 1 2026",
                "Mon, Mon, 1 Jan 2026",
                "1 Jan 20261",
                "(",
                "0 Jan 2026",
                "1 Ja 2026"
            })
    void noDates(String field) {
        assertEquals(Optional.empty(), SentDate.parse(RawText.of(field)));
    }

    @Test
    void neverFailsWhateverComes() {
        String date = "Fri, 21 Nov 1997 09:55:06 -0600 (x)";
        Dice.check(5_000, dice -> SentDate.parse(RawText.of(dice.mutated(date, "0123456789 :,+-()AJaønv"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<a@b> <c@d> | `` | <a@b> <c@d>",
                "<a@b>\t<c@d> | <e@f> | <a@b> <c@d>",
                "`` | <e@f> <g@h> | <e@f>",
                "nothing valid | Your message of Monday <e@f> | <e@f>",
                "<\"01KF8JCEOCBS0045PS\"@xxx.yyy.com> | `` | <01KF8JCEOCBS0045PS@xxx.yyy.com>",
                "<a @ b> (comment <x@y>) <c@d | `` | <a@b>",
                "<a@b <c@d> <@x> <x@> <> <y> | `` | <c@d>",
                "\"<no@no>\" <a@b> | `` | <a@b>",
            })
    void references(String references, String inReplyTo, String ids) {
        MimeTree message =
                MimeTreeTest.tree("References: " + references + "\r\nIn-Reply-To: " + inReplyTo + "\r\n\r\n");
        assertEquals(
                ids,
                String.join(
                        " ",
                        References.of(message).stream().map(MessageId::value).toList()));
    }

    @Test
    void manyReferencesAreThoseOfTheEnd() {
        String message = "References: " + "<a@b>".repeat(5_000) + "\r\nReferences: <last@b>\r\n\r\n";
        List<MessageId> ids = References.of(MimeTreeTest.tree(message));
        assertEquals(500, ids.size());
        assertEquals("<last@b>", ids.getLast().value());
    }
}
