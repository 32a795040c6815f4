package org.sekisho.imap.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.imap.FetchItem.Partial;
import org.sekisho.imap.Section;
import org.sekisho.testing.Dice;

final class MessageUrlTest {
    private static MessageUrl read(String url) {
        return MessageUrl.of(url, "mx.example.test").orElseThrow();
    }

    @Test
    void namesAMessageOrAPart() {
        MessageUrl whole = read("/a/b%20c;UIDVALIDITY=5/;UID=7");
        assertEquals("a/b c", whole.mailbox());
        assertEquals(OptionalLong.of(5), whole.uidValidity());
        assertEquals(7, whole.uid());
        assertEquals(new Section.Whole(List.of()), whole.section());
        MessageUrl part = read("imap://alice@MX.example.test:143/%E6%97%A5/;uid=9/;section=1.2.MIME/;PARTIAL=3.4");
        assertEquals("日", part.mailbox());
        assertEquals(new Section.Mime(List.of(1, 2)), part.section());
        assertEquals(new Partial(3, 4), part.partial().orElseThrow());
        assertEquals(
                new Section.HeaderFields(List.of(), false, List.of("To")),
                read("/x/;UID=1/;SECTION=HEADER.FIELDS%20(To)").section());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/x",
                "/x/;UID=",
                "/x/;UID=1/;SECTION=NONSENSE",
                "/x/;UID=1/;SECTION=1]<0.5>%20BODY[2",
                "/x/;UID=1/;SECTION=1]%20{3",
                "/%zz/;UID=1",
                "/%4/;UID=1",
                "imap://elsewhere.test/x/;UID=1",
                "imap:///x/;UID=1",
                "http://mx.example.test/x/;UID=1",
                "/;UID=1"
            })
    void isNoneOrNotOurs(String url) {
        assertTrue(MessageUrl.of(url, "mx.example.test").isEmpty(), url);
    }

    @Test
    void anythingIsReadOrRefused() {
        Dice.check(2000, dice -> {
            String url = dice.mutated("/a;UIDVALIDITY=5/;UID=7/;SECTION=1.MIME/;PARTIAL=1.2", "/;=%.0]}{(a\0 ");
            MessageUrl.of(url, "mx.example.test");
        });
        assertTrue(MessageUrl.of("/" + "a".repeat(5000) + "/;UID=1", "mx.example.test")
                .isEmpty());
    }
}
