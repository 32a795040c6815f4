package org.sekisho.imap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.message.ContentType;
import org.sekisho.message.Extent;
import org.sekisho.message.MimeTree;
import org.sekisho.message.Part;

final class FetchResponseTest {
    private static final ParserMode REV2 = new ParserMode(true, false);

    private final ResponseBuffer buffer = new ResponseBuffer();
    private final FetchResponse fetch = new FetchResponse(buffer, ParserMode.REV1);

    private static MimeTree tree(String message) throws IOException {
        return MimeTree.parse(
                new ByteArrayInputStream(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void itemsInAnyOrder() {
        fetch.begin(12)
                .flags(List.of("\\Seen", "work"))
                .uid(4294967295L)
                .modSeq(Long.MAX_VALUE)
                .size(0)
                .internalDate(OffsetDateTime.of(1996, 7, 7, 2, 44, 25, 0, ZoneOffset.ofHours(-7)))
                .saveDate(Optional.empty())
                .emailId("M1")
                .threadId(Optional.of("T1"))
                .preview(Optional.of("a \"b\""))
                .end();
        assertEquals(
                "* 12 FETCH (FLAGS (\\Seen work) UID 4294967295 MODSEQ (9223372036854775807) RFC822.SIZE 0"
                        + " INTERNALDATE \" 7-Jul-1996 02:44:25 -0700\" SAVEDATE NIL EMAILID (M1) THREADID (T1)"
                        + " PREVIEW \"a \\\"b\\\"\")\r\n",
                buffer.toString());
        buffer.clear();
        fetch.begin(1)
                .flags(List.of())
                .saveDate(Optional.of(OffsetDateTime.of(2026, 12, 31, 23, 59, 9, 0, ZoneOffset.ofHoursMinutes(5, 30))))
                .threadId(Optional.empty())
                .preview(Optional.empty())
                .end();
        assertEquals(
                "* 1 FETCH (FLAGS () SAVEDATE \"31-Dec-2026 23:59:09 +0530\" THREADID NIL PREVIEW NIL)\r\n",
                buffer.toString());
    }

    @Test
    void sectionsAreNamedAsAskedFor() {
        var asked = (Command.Fetch) Wire.parse(
                        "a FETCH 1 (BODY[]<5.9> BODY.PEEK[1.2.HEADER.FIELDS (From {3}⏎a b)] BODY[HEADER] BODY[2.MIME]"
                                + " BODY[TEXT] BODY[HEADER.FIELDS.NOT (\"To\")] BODY[3] BINARY.PEEK[1.2]<0.7>"
                                + " BINARY.SIZE[])",
                        ParserMode.REV1)
                .command();
        fetch.begin(1);
        for (FetchItem item : asked.items()) {
            switch (item) {
                case FetchItem.Body body
                when body.section() instanceof Section.Whole(var part) && !part.isEmpty() -> fetch.noBody(body);
                case FetchItem.Body body -> {
                    fetch.bodyHead(body, 2);
                    buffer.ascii("ab");
                }
                case FetchItem.Binary binary -> {
                    fetch.noBinary(binary);
                    fetch.binaryHead(binary, 1, true);
                    buffer.octet(0);
                }
                case FetchItem.BinarySize size -> fetch.binarySize(size, 7);
                case FetchItem.Attribute _, FetchItem.Preview _ -> throw new AssertionError(item);
            }
        }
        fetch.rfc822Head(FetchItem.Attribute.RFC822_HEADER, 0).end();
        assertEquals("""
                * 1 FETCH (BODY[]<5> {2}
                ab BODY[1.2.HEADER.FIELDS (From "a b")] {2}
                ab BODY[HEADER] {2}
                ab BODY[2.MIME] {2}
                ab BODY[TEXT] {2}
                ab BODY[HEADER.FIELDS.NOT (To)] {2}
                ab BODY[3] NIL BINARY[1.2]<0> NIL BINARY[1.2]<0> ~{1}
                \0 BINARY.SIZE[] 7 RFC822.HEADER {0}
                )
                """.replace("\n", "\r\n"), buffer.toString());
    }

    /// RFC 9051 §7.5.2 and the example of §8.
    @Test
    void envelopeWithGroupsAndWithoutFields() throws IOException {
        MimeTree tree = tree("""
                Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)
                From: Terry Gray <gray@cac.example>
                Subject: IMAP4rev2 "WG" mtg
                To: imap@cac.example, Friends: a@b.example, c@d.example;, Nobody:;
                Message-Id: <B27397-0100000@cac.example>

                x
                """);
        fetch.begin(1).envelope(tree.envelope()).end();
        assertEquals(
                "* 1 FETCH (ENVELOPE (\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev2 \\\"WG\\\" mtg\""
                        + " ((\"Terry Gray\" NIL \"gray\" \"cac.example\"))"
                        + " ((\"Terry Gray\" NIL \"gray\" \"cac.example\"))"
                        + " ((\"Terry Gray\" NIL \"gray\" \"cac.example\"))"
                        + " ((NIL NIL \"imap\" \"cac.example\")(NIL NIL \"Friends\" NIL)(NIL NIL \"a\" \"b.example\")"
                        + "(NIL NIL \"c\" \"d.example\")(NIL NIL NIL NIL)(NIL NIL \"Nobody\" NIL)(NIL NIL NIL NIL))"
                        + " NIL NIL NIL \"<B27397-0100000@cac.example>\"))\r\n",
                buffer.toString());
        buffer.clear();
        fetch.begin(2).envelope(tree("\n").envelope()).end();
        assertEquals("* 2 FETCH (ENVELOPE (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL))\r\n", buffer.toString());
    }

    @Test
    void headersThatAreNotAsciiAreLiteralsUntilUnicodeIsEnabled() throws IOException {
        MimeTree tree = tree("Subject: 件名\n\nx\n");
        fetch.begin(1).envelope(tree.envelope()).end();
        assertTrue(buffer.toString().contains("(NIL {6}\r\n件名 NIL"), buffer.toString());
        buffer.clear();
        new FetchResponse(buffer, REV2).begin(1).envelope(tree.envelope()).end();
        assertTrue(buffer.toString().contains("(NIL \"件名\" NIL"), buffer.toString());
    }

    @Test
    void structureOfAPlainMessage() throws IOException {
        fetch.begin(1).body(tree("Subject: x\n\na\nb\n").root()).end();
        assertEquals(
                "* 1 FETCH (BODY (\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 6 2))\r\n",
                buffer.toString());
    }

    @Test
    void structureWithPartsAndExtensions() throws IOException {
        MimeTree tree = tree("""
                Content-Type: multipart/mixed; boundary="b"
                Content-Language: en, ja

                --b
                Content-Type: text/html; charset=utf-8
                Content-Transfer-Encoding: quoted-printable
                Content-ID: <1@x>
                Content-Description: a page
                Content-MD5: abc
                Content-Disposition: inline; filename="a b"
                Content-Language: de
                Content-Location: http://x/

                <p>

                --b
                Content-Type: message/rfc822

                Subject: in

                y
                --b--
                """);
        fetch.begin(1).bodyStructure(tree.root()).end();
        assertEquals(
                "* 1 FETCH (BODYSTRUCTURE ((\"text\" \"html\" (\"charset\" \"utf-8\") \"<1@x>\" \"a page\""
                        + " \"quoted-printable\" 5 1 \"abc\" (\"inline\" (\"filename\" \"a b\")) \"de\" \"http://x/\")"
                        + "(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 16"
                        + " (NIL \"in\" NIL NIL NIL NIL NIL NIL NIL NIL)"
                        + " (\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 1 0 NIL NIL NIL NIL) 2"
                        + " NIL NIL NIL NIL)"
                        + " \"mixed\" (\"boundary\" \"b\") NIL (\"en\" \"ja\") NIL))\r\n",
                buffer.toString());
        buffer.clear();
        fetch.begin(1).body(tree.root()).end();
        assertTrue(buffer.toString().endsWith("\"7bit\" 1 0) 2) \"mixed\"))\r\n"), buffer.toString());
    }

    /// Its type would promise an envelope.
    @Test
    void whatWasNotLookedIntoIsOctets() {
        var part = new Part(
                ContentType.MESSAGE,
                new Extent(0, 2),
                new Extent(2, 9),
                1,
                Part.Fields.NONE,
                new Part.Content.Single());
        fetch.begin(1).body(part).end();
        assertEquals(
                "* 1 FETCH (BODY (\"application\" \"octet-stream\" NIL NIL NIL \"7bit\" 9))\r\n", buffer.toString());
    }

    /// A hundred thousand lines of flags: nothing but octets.
    @Test
    void manyLinesOfFlags() {
        List<String> flags = List.of("\\Seen", "\\Flagged");
        for (int i = 1; i <= 100_000; i++) {
            fetch.begin(i).flags(flags).uid(i).end();
            if (buffer.length() > 60_000) {
                buffer.clear();
            }
        }
        assertTrue(buffer.array().length <= 128 * 1024, "the buffer grows no further than it was filled");
    }
}
