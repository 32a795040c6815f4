package org.sekisho.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sekisho.imap.SequenceSet.Numbers;
import org.sekisho.imap.SequenceSet.Range;
import org.sekisho.testing.Dice;

final class ResponsesTest {
    private static final Numbers SET = Numbers.of(List.of(new Range(1, 3), new Range(7, 7)));

    private final ResponseBuffer buffer = new ResponseBuffer();
    private final Responses responses = new Responses(buffer, ParserMode.REV1);

    private String taken() {
        String text = buffer.toString();
        buffer.clear();
        assertTrue(text.endsWith("\r\n"), text);
        return text.substring(0, text.length() - 2);
    }

    static Stream<Arguments> codes() {
        return Stream.of(
                Arguments.of("ALERT", ResponseCode.Plain.ALERT),
                Arguments.of("READ-ONLY", ResponseCode.Plain.READ_ONLY),
                Arguments.of("METADATA TOOMANY", ResponseCode.Plain.METADATA_TOOMANY),
                Arguments.of("CAPABILITY IMAP4rev2 IDLE", new ResponseCode.Capability(List.of("IMAP4rev2", "IDLE"))),
                Arguments.of(
                        "PERMANENTFLAGS (\\Seen x \\*)", new ResponseCode.PermanentFlags(List.of("\\Seen", "x"), true)),
                Arguments.of("PERMANENTFLAGS (\\*)", new ResponseCode.PermanentFlags(List.of(), true)),
                Arguments.of("PERMANENTFLAGS ()", new ResponseCode.PermanentFlags(List.of(), false)),
                Arguments.of("UIDNEXT 4392", new ResponseCode.UidNext(4392)),
                Arguments.of("UIDVALIDITY 4294967295", new ResponseCode.UidValidity(4294967295L)),
                Arguments.of("UNSEEN 12", new ResponseCode.Unseen(12)),
                Arguments.of("HIGHESTMODSEQ 715194045007", new ResponseCode.HighestModSeq(715194045007L)),
                Arguments.of("MODIFIED 1:3,7", new ResponseCode.Modified(SET)),
                Arguments.of("APPENDUID 5 1:3,7", new ResponseCode.AppendUid(5, SET)),
                Arguments.of(
                        "COPYUID 5 1:3,7 2:5", new ResponseCode.CopyUid(5, SET, Numbers.of(List.of(new Range(2, 5))))),
                Arguments.of("BADCHARSET (UTF-8 US-ASCII)", new ResponseCode.BadCharset(List.of("UTF-8", "US-ASCII"))),
                Arguments.of("BADCHARSET", new ResponseCode.BadCharset(List.of())),
                Arguments.of("MAILBOXID (F1)", new ResponseCode.MailboxId("F1")),
                Arguments.of(
                        "BADEVENT (MessageNew FlagChange)",
                        new ResponseCode.BadEvent(List.of("MessageNew", "FlagChange"))),
                Arguments.of("METADATA LONGENTRIES 2199", new ResponseCode.MetadataLongEntries(2199)),
                Arguments.of("METADATA MAXSIZE 1024", new ResponseCode.MetadataMaxSize(1024)),
                Arguments.of("MESSAGELIMIT 1000 23221", new ResponseCode.MessageLimit(1000, OptionalLong.of(23221))),
                Arguments.of("MESSAGELIMIT 1000", new ResponseCode.MessageLimit(1000, OptionalLong.empty())),
                Arguments.of(
                        "INPROGRESS (\"a1\" 454 1000)",
                        new ResponseCode.InProgress(
                                Optional.of(new Tag("a1")), OptionalLong.of(454), OptionalLong.of(1000))),
                Arguments.of(
                        "INPROGRESS (\"a1\" 454 NIL)",
                        new ResponseCode.InProgress(
                                Optional.of(new Tag("a1")), OptionalLong.of(454), OptionalLong.empty())),
                Arguments.of(
                        "INPROGRESS",
                        new ResponseCode.InProgress(Optional.empty(), OptionalLong.empty(), OptionalLong.empty())),
                Arguments.of("BADURL \"/a;UID=1\"", new ResponseCode.BadUrl("/a;UID=1")));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void responseCodes(String printed, ResponseCode code) {
        responses.tagged(new Tag("a1"), Condition.NO, code, "sorry");
        assertEquals("a1 NO [" + printed + "] sorry", taken());
        responses.untagged(Condition.OK, code, "");
        assertEquals("* OK [" + printed + "] -", taken());
    }

    @Test
    void aTextIsOneLineAndNoCode() {
        responses.untagged(Condition.BYE, "a\r\n* BYE b\0é");
        assertEquals("* BYE a??* BYE b???", taken());
        responses.tagged(new Tag("t"), Condition.BAD, "[ALERT] you");
        assertEquals("t BAD - [ALERT] you", taken());
        responses.continuation("go on");
        assertEquals("+ go on", taken());
        responses.challenge("");
        assertEquals("+ ", taken());
        new Responses(buffer, new ParserMode(true, false)).untagged(Condition.NO, "é");
        assertEquals("* NO é", taken());
    }

    @Test
    void mailboxResponses() {
        responses.capability(List.of("IMAP4rev1", "IDLE"));
        assertEquals("* CAPABILITY IMAP4rev1 IDLE", taken());
        responses.enabled(List.of());
        assertEquals("* ENABLED", taken());
        responses.id(Map.of());
        assertEquals("* ID NIL", taken());
        var fields = new LinkedHashMap<String, String>();
        fields.put("name", "Sekisho");
        fields.put("version", "1\"");
        responses.id(fields);
        assertEquals("* ID (\"name\" \"Sekisho\" \"version\" \"1\\\"\")", taken());
        responses.exists(0);
        assertEquals("* 0 EXISTS", taken());
        responses.recent(5);
        assertEquals("* 5 RECENT", taken());
        responses.expunge(44);
        assertEquals("* 44 EXPUNGE", taken());
        responses.vanished(true, SET);
        assertEquals("* VANISHED (EARLIER) 1:3,7", taken());
        responses.vanished(false, SET);
        assertEquals("* VANISHED 1:3,7", taken());
        responses.flags(List.of("\\Seen", "x"));
        assertEquals("* FLAGS (\\Seen x)", taken());
        responses.namespace(List.of(""), List.of("Other Users/"), List.of());
        assertEquals("* NAMESPACE ((\"\" \"/\")) ((\"Other Users/\" \"/\")) NIL", taken());
        responses.status("a b", Map.of(StatusItem.MESSAGES, 0L), Optional.of("F1"));
        assertEquals("* STATUS \"a b\" (MESSAGES 0 MAILBOXID (F1))", taken());
        responses.status("x", Map.of(), Optional.empty());
        assertEquals("* STATUS x ()", taken());
    }

    @Test
    void listedMailboxes() {
        responses.list(new ListResponse(List.of("\\HasNoChildren", "\\Sent"), "送信/A&B"));
        assertEquals("* LIST (\\HasNoChildren \\Sent) \"/\" &kAFP4Q-/A&-B", taken());
        responses.lsub(new ListResponse(List.of(), "NIL"));
        assertEquals("* LSUB () \"/\" \"NIL\"", taken());
        var renamed = new ListResponse(
                List.of(), "新", Optional.of("old one"), List.of(ListSelection.SUBSCRIBED, ListSelection.SPECIAL_USE));
        new Responses(buffer, new ParserMode(false, true)).list(renamed);
        assertEquals(
                "* LIST () \"/\" \"新\" (\"OLDNAME\" (\"old one\") \"CHILDINFO\" (\"SUBSCRIBED\" \"SPECIAL-USE\"))",
                taken());
        responses.list(new ListResponse(List.of(), "x", Optional.empty(), List.of(ListSelection.SUBSCRIBED)));
        assertEquals("* LIST () \"/\" x (\"CHILDINFO\" (\"SUBSCRIBED\"))", taken());
        responses.listRoot("");
        assertEquals("* LIST (\\Noselect) \"/\" \"\"", taken());
    }

    @Test
    void searchResults() {
        responses.search(LongStream.of(2, 84, 882).iterator(), OptionalLong.empty());
        assertEquals("* SEARCH 2 84 882", taken());
        responses.search(LongStream.empty().iterator(), OptionalLong.empty());
        assertEquals("* SEARCH", taken());
        responses.sort(LongStream.of(5, 3).iterator(), OptionalLong.of(917162500));
        assertEquals("* SORT 5 3 (MODSEQ 917162500)", taken());
        var none = OptionalLong.empty();
        responses.esearch(
                new Tag("A\\1".replace("\\", "")),
                false,
                new SearchResult(none, none, none, Optional.empty(), Optional.empty(), none));
        assertEquals("* ESEARCH (TAG \"A1\")", taken());
        var page = new SearchResult.Page(new PartialRange(1, 100, true), Optional.empty());
        responses.esearch(
                new Tag("a"),
                true,
                new SearchResult(
                        OptionalLong.of(1),
                        OptionalLong.of(7),
                        OptionalLong.of(4),
                        Optional.of(SET),
                        Optional.of(page),
                        OptionalLong.of(9)));
        assertEquals("* ESEARCH (TAG \"a\") UID MIN 1 MAX 7 COUNT 4 ALL 1:3,7 PARTIAL (-1:-100 NIL) MODSEQ 9", taken());
    }

    private static ThreadTree tree(long number, ThreadTree... children) {
        return new ThreadTree(number, List.of(children));
    }

    /// RFC 5256 §4.
    @Test
    void threads() {
        responses.thread(List.of());
        assertEquals("* THREAD", taken());
        responses.thread(List.of(
                tree(166),
                tree(3, tree(6, tree(4, tree(23)), tree(44, tree(7, tree(96))))),
                tree(0, tree(3), tree(5)),
                tree(0, tree(8))));
        assertEquals("* THREAD (166)(3 6 (4 23)(44 7 96))((3)(5))(8)", taken());
        assertThrows(IllegalArgumentException.class, () -> tree(1, tree(0, tree(2))));
        assertThrows(IllegalArgumentException.class, () -> tree(0));
    }

    @Test
    void aThreadMayBeAsDeepAsItLikes() {
        ThreadTree chain = tree(1);
        ThreadTree ladder = tree(1);
        for (int i = 2; i < 100_000; i++) {
            chain = tree(i, chain);
            ladder = tree(i, ladder, tree(i));
        }
        responses.thread(List.of(chain));
        assertTrue(taken().endsWith(" 3 2 1)"));
        responses.thread(List.of(ladder));
        assertTrue(taken().endsWith("(99999))"));
    }

    @Test
    void rightsQuotasAndAnnotations() {
        var rights = new LinkedHashMap<String, Rights>();
        rights.put("fred", new Rights("wrs"));
        rights.put("-a b", new Rights(""));
        responses.acl("INBOX", rights);
        assertEquals("* ACL INBOX fred rsw \"-a b\" \"\"", taken());
        responses.listRights("~/x", "smith", new Rights("la"), List.of(new Rights("r"), new Rights("te")));
        assertEquals("* LISTRIGHTS ~/x smith al r et", taken());
        responses.myRights("x", new Rights("rwipsetad"));
        assertEquals("* MYRIGHTS x adeiprstw", taken());
        responses.quota("", List.of(new QuotaUse("STORAGE", 10, 512), new QuotaUse("MESSAGE", 1, 2)));
        assertEquals("* QUOTA \"\" (STORAGE 10 512 MESSAGE 1 2)", taken());
        responses.quota("x", List.of());
        assertEquals("* QUOTA x ()", taken());
        responses.quotaRoot("INBOX", List.of("", "b"));
        assertEquals("* QUOTAROOT INBOX \"\" b", taken());
        responses.metadata(
                "",
                List.of(
                        new MetadataEntry("/shared/a", Optional.of(Octets.of("x y"))),
                        new MetadataEntry("/shared/b", Optional.empty()),
                        new MetadataEntry("/shared/c", Optional.of(Octets.of("\0")))));
        assertEquals("* METADATA \"\" (/shared/a \"x y\" /shared/b NIL /shared/c ~{1}\r\n\0)", taken());
        responses.metadataChanged("x", List.of("/shared/a", "/private/b"));
        assertEquals("* METADATA x /shared/a /private/b", taken());
    }

    @Test
    void stringsAreQuotedWhenTheyCanBe() {
        assertEquals("\"\"", buffer.string("", false).toString());
        buffer.clear();
        assertEquals("\"a\\\\\\\"b\"", buffer.string("a\\\"b", false).toString());
        buffer.clear();
        assertEquals("{4}\r\na\r\nb", buffer.string("a\r\nb", true).toString());
        buffer.clear();
        assertEquals("{1}\r\n?", buffer.string("\0", true).toString());
        buffer.clear();
        assertEquals("{2}\r\né", buffer.string("é", false).toString());
        buffer.clear();
        assertEquals("\"é\"", buffer.string("é", true).toString());
        buffer.clear();
        buffer.string(new byte[] {(byte) 0xe9}, true);
        assertEquals("{1}\r\n", buffer.toString().substring(0, 5));
        buffer.clear();
        assertTrue(buffer.string("x".repeat(5_000), true).toString().startsWith("{5000}\r\n"));
    }

    /// What is printed as a mailbox name is read as the same name.
    @Test
    void namesThereAndBack() {
        Dice.check(2_000, dice -> {
            var mode = new ParserMode(dice.oneIn(2), dice.oneIn(2));
            String name = dice.text("aN IL&-\"\\%*(){}日é😀/".replace("😀", ""), dice.below(8));
            var printed = new ResponseBuffer();
            printed.ascii("a DELETE ").mailbox(name, mode.unicode());
            var read = CommandParser.parse(new Wire(printed.toArray()).command().orElseThrow(), mode);
            assertEquals(new Command.Delete(name), read.command());
        });
    }

    @Test
    void aBufferGivesBackWhatItHasTaken() {
        for (int i = 0; i < 100_000; i++) {
            buffer.ascii("0123456789");
        }
        assertEquals(1_000_000, buffer.length());
        assertEquals(1_000_000, buffer.toArray().length);
        buffer.clear();
        assertEquals(0, buffer.length());
        assertTrue(buffer.array().length < 1024);
    }

    @Test
    void numbersOfAnyLength() {
        List<Long> numbers = new ArrayList<>(List.of(0L, 9L, 10L, 99L, 100L, Long.MAX_VALUE));
        for (long number : numbers) {
            buffer.clear();
            assertEquals(Long.toString(number), buffer.number(number).toString());
        }
    }
}
