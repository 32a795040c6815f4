package org.sekisho.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MimeTreeTest {
    private static byte[] octets(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }

    static MimeTree tree(String message) {
        try {
            return MimeTree.parse(new ByteArrayInputStream(octets(message)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String crLf(String text) {
        return text.replace("\n", "\r\n");
    }

    static String section(String message, Section section) throws IOException {
        MessageSource source = () -> new ByteArrayInputStream(octets(message));
        Optional<SectionOctets> found = SectionOctets.find(tree(message).root(), section);
        if (found.isEmpty()) {
            return "(none)";
        }
        try (var stream = found.get().open(source)) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(octets(text).length, found.get().octets(source));
            return text;
        }
    }

    private static String body(String message, Integer... part) throws IOException {
        return section(message, new Section(List.of(part), new Section.Text.All()));
    }

    /// The types of a tree, children in parentheses, with octets and lines of each body.
    private static String shape(Part part) {
        String name = part.type().type() + "/" + part.type().subtype() + ":"
                + part.body().octets() + ":" + part.lines();
        return switch (part.content()) {
            case Part.Content.Single _ -> name;
            case Part.Content.Message message -> name + "{" + shape(message.root()) + "}";
            case Part.Content.Multipart(var parts) ->
                name + parts.stream().map(MimeTreeTest::shape).collect(Collectors.joining(" ", "(", ")"));
        };
    }

    private static String shape(String message) {
        return shape(tree(message).root());
    }

    @Test
    void aMessageWithoutMime() throws IOException {
        String message = "Subject: hi\r\nFrom: a@b.test\r\n\r\nHello\r\nWorld\r\n";
        Part root = tree(message).root();
        assertEquals(new Extent(0, 31), root.header());
        assertEquals("text/plain:14:2", shape(root));
        assertEquals("us-ascii", root.type().parameter("charset").orElseThrow().octets());
        assertEquals("7bit", root.fields().encoding());
        assertEquals("Hello\r\nWorld\r\n", body(message, 1));
        assertEquals(message, section(message, Section.ALL));
        assertEquals("Hello\r\nWorld\r\n", section(message, new Section(List.of(), new Section.Text.Body())));
        assertEquals(
                "Subject: hi\r\nFrom: a@b.test\r\n\r\n",
                section(message, new Section(List.of(1), new Section.Text.Mime())));
        assertEquals("(none)", section(message, new Section(List.of(1), new Section.Text.Header())));
        assertEquals("(none)", body(message, 2));
        assertEquals("(none)", body(message, 1, 1));
    }

    private static final String NESTED = crLf("""
            From: a@b.test
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="outer"

            preamble
            --outer

            no header
            --outer
            Content-Type: message/rfc822
            Content-Description: a forward

            Subject: inner
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain; charset=utf-8

            one
            two

            --inner
            Content-Type: text/html

            <p>
            --inner--
            epilogue of inner
            --outer
            Content-Type: message/rfc822

            Subject: plain

            text
            --outer--
            epilogue
            """);

    @Test
    void partsOfPartsHaveTheirNumbers() throws IOException {
        assertEquals("no header", body(NESTED, 1));
        assertEquals("one\r\ntwo\r\n", body(NESTED, 2, 1));
        assertEquals("<p>", body(NESTED, 2, 2));
        assertEquals("Subject: plain\r\n\r\ntext", body(NESTED, 3));
        assertEquals("text", body(NESTED, 3, 1));
        assertEquals("(none)", body(NESTED, 3, 2));
        assertEquals("(none)", body(NESTED, 0));
        assertEquals("Subject: plain\r\n\r\n", section(NESTED, new Section(List.of(3), new Section.Text.Header())));
        assertEquals("text", section(NESTED, new Section(List.of(3), new Section.Text.Body())));
        assertEquals(
                "Content-Type: text/html\r\n\r\n",
                section(NESTED, new Section(List.of(2, 2), new Section.Text.Mime())));
        assertTrue(body(NESTED, 2).endsWith("epilogue of inner"));
        assertEquals(
                "multipart/mixed:"
                        + NESTED.substring(NESTED.indexOf("preamble")).length() + ":31("
                        + "text/plain:9:0 "
                        + "message/rfc822:" + body(NESTED, 2).length() + ":14{multipart/alternative:"
                        + section(NESTED, new Section(List.of(2), new Section.Text.Body()))
                                .length()
                        + ":11(text/plain:10:2 text/html:3:0)} "
                        + "message/rfc822:22:2{text/plain:4:0})",
                shape(NESTED));
    }

    @Test
    void embeddedMessagesHaveTheirEnvelope() {
        var multipart = assertInstanceOf(
                Part.Content.Multipart.class, tree(NESTED).root().content());
        Part second = multipart.parts().get(1);
        var message = assertInstanceOf(Part.Content.Message.class, second.content());
        assertEquals("inner", message.envelope().subject().orElseThrow().octets());
        assertEquals("a forward", second.fields().description().orElseThrow().octets());
        assertEquals(second.body().offset(), message.root().header().offset());
        assertEquals(second.body().octets(), message.root().octets());
    }

    /// `|` is a line end.
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                // nothing at all, header only, no line end at the end
                "`` # text/plain:0:0",
                "Subject: x # text/plain:0:0",
                "Subject: x| # text/plain:0:0",
                "Subject: x|| # text/plain:0:0",
                "Subject: x||y # text/plain:1:0",
                "|y| # text/plain:3:1",
                // no empty line behind the header: the first line that is no field begins the body
                "Subject: x|no field|y| # text/plain:13:2",
                // the line before each message of a Unix mailbox
                "From x|Content-Type: text/html||y # text/html:1:0",
                ">From x|Content-Type: text/html||y # text/html:1:0",
                "Subject: x|From y|Content-Type: text/html||y # text/plain:36:3",
                // the end is missing, of the inner one, of both
                "Content-Type: multipart/mixed; boundary=b||--b||x # multipart/mixed:8:2(text/plain:1:0)",
                "Content-Type: multipart/mixed; boundary=b||--b|Content-Type: multipart/mixed; boundary=c||--c||x"
                        + "|--b||y|--b--| # multipart/mixed:77:10(multipart/mixed:8:2(text/plain:1:0) text/plain:1:0)",
                // one boundary begins with the other
                "Content-Type: multipart/mixed; boundary=b||--b|Content-Type: multipart/mixed; boundary=bc||--bc||x"
                        + "|--bc--|--b||y|--b--| "
                        + "# multipart/mixed:87:11(multipart/mixed:17:3(text/plain:1:0) text/plain:1:0)",
                // both are the same
                "Content-Type: multipart/mixed; boundary=b||--b|Content-Type: multipart/mixed; boundary=b||--b||x"
                        + "|--b--| # multipart/mixed:67:7(multipart/mixed:17:4(text/plain:1:0))",
                // no boundary, an empty one, none in the body
                "Content-Type: multipart/mixed||x| # multipart/mixed:3:1(text/plain:0:0)",
                "Content-Type: multipart/mixed; boundary=\"\"||--|x| # multipart/mixed:7:2(text/plain:0:0)",
                "Content-Type: multipart/mixed; boundary=b||--c|x| # multipart/mixed:8:2(text/plain:0:0)",
                "Content-Type: multipart/mixed; boundary=b||--b--|x| # multipart/mixed:10:2(text/plain:0:0)",
                "Content-Type: multipart/mixed; boundary=b # multipart/mixed:0:0(text/plain:0:0)",
                // a part that is a delimiter only; one with a header only
                "Content-Type: multipart/mixed; boundary=b||--b|--b|| # multipart/mixed:12:3(text/plain:0:0 text/plain:0:0)",
                "Content-Type: multipart/mixed; boundary=b||--b|Content-Type: text/html|--b--| "
                        + "# multipart/mixed:37:3(text/html:0:0)",
                // a part without header and empty line
                "Content-Type: multipart/mixed; boundary=b||--b|Hello there|--b--| # multipart/mixed:25:3(text/plain:11:0)",
                // the header goes over into the first delimiter
                "Content-Type: multipart/mixed; boundary=b|--b||x|--b--| # multipart/mixed:17:4(text/plain:1:0)",
                // white space behind the boundary, text behind the delimiter
                "Content-Type: multipart/mixed; boundary=\"b \"||--b  ||x|--b-- | # multipart/mixed:20:4(text/plain:1:0)",
                // digest
                "Content-Type: multipart/digest; boundary=b||--b||Subject: x||y|--b--| "
                        + "# multipart/digest:31:6(message/rfc822:15:2{text/plain:1:0})",
                // cannot be read: text
                "Content-Type: text||x # text/plain:1:0",
                "Content-Type: (x) ||x # text/plain:1:0",
                "Content-Type: ||x # text/plain:1:0",
                "Content-Type: Text / HTML; charset=x||x # text/html:1:0",
                "Content-Type : text/html||x # text/html:1:0",
                "Content-Type:|  text/html;| charset=utf-8||x # text/html:1:0",
                "Content-Type: text/html|Content-Type: text/plain||x # text/html:1:0",
            })
    void whatMailIsLike(String message, String shape) {
        assertEquals(shape, shape(message.replace("|", "\r\n")));
    }

    @Test
    void linesMayEndWithLf() {
        assertEquals(
                "multipart/mixed:16:6(text/plain:3:1)",
                shape("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\ny\n--b--\n\n"));
    }

    @Test
    void aBareCrEndsNoLine() {
        assertEquals("text/plain:3:0", shape("Subject: x\rContent-Type: text/html\r\n\r\na\rb"));
    }

    @Test
    void contentFieldsAreReadAsTheyAreWritten() {
        Part part = tree(crLf("""
                Content-Type: Application/PDF; name="a \\"b\\".pdf"; x=1 (one);; y = z ; empty=; =no; name*0*=utf-8''x
                Content-Transfer-Encoding: BASE64 (as always)
                Content-ID: <1@b.test>
                Content-Description: =?utf-8?q?=C3=B6?=
                Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==
                Content-Disposition: Attachment; filename=my file (1).pdf
                Content-Language: ja, en-GB (English)
                Content-Location: http://a.test/
                 b/c

                """)).root();
        assertEquals("application", part.type().type());
        assertEquals("pdf", part.type().subtype());
        assertEquals(
                List.of(
                        new Parameter("name", RawText.of("a \"b\".pdf")),
                        new Parameter("x", RawText.of("1")),
                        new Parameter("y", RawText.of("z")),
                        new Parameter("empty", RawText.of("")),
                        new Parameter("name*0*", RawText.of("utf-8''x"))),
                part.type().parameters());
        assertEquals("base64", part.fields().encoding());
        assertEquals("<1@b.test>", part.fields().id().orElseThrow().octets());
        assertEquals(
                "=?utf-8?q?=C3=B6?=", part.fields().description().orElseThrow().octets());
        assertEquals(
                "Q2hlY2sgSW50ZWdyaXR5IQ==", part.fields().md5().orElseThrow().octets());
        assertEquals(
                Optional.of(new Disposition(
                        "attachment", List.of(new Parameter("filename", RawText.of("my file (1).pdf"))))),
                part.fields().disposition());
        assertEquals(
                List.of(RawText.of("ja"), RawText.of("en-GB")), part.fields().language());
        assertEquals("http://a.test/b/c", part.fields().location().orElseThrow().octets());
    }

    @Test
    void someFieldsOfAHeader() throws IOException {
        String message = "Subject: a\r\n b\r\nX: 1\r\nsubject : c\r\nTo: d\r\n\r\nSubject: body\r\n";
        assertEquals("Subject: a\r\n b\r\nsubject : c\r\n\r\n", fields(message, false, "SUBJECT"));
        assertEquals("X: 1\r\nTo: d\r\n\r\n", fields(message, true, "SUBJECT"));
        assertEquals("\r\n", fields(message, false, "From"));
        assertEquals("\r\n", fields("", true, "From"));
        assertEquals("Subject: a\r\n\r\n", fields("Subject: a", false, "subject"));
        assertEquals("\r\n", fields("Subject: a", true, "subject"));
    }

    private static String fields(String message, boolean not, String name) throws IOException {
        return section(message, new Section(List.of(), new Section.Text.HeaderFields(List.of(name), not)));
    }

    @Test
    void whatIsTooDeepIsOnePart() {
        StringBuilder message = new StringBuilder();
        for (int i = 1_000; i < 2_000; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i);
            message.append("\r\n");
        }
        Part part = tree(message.toString()).root();
        int depth = 1;
        while (part.content() instanceof Part.Content.Multipart(var parts)) {
            assertEquals(1, parts.size());
            part = parts.getFirst();
            depth++;
        }
        assertEquals(MimeTree.MAX_DEPTH + 1, depth);
        assertTrue(part.type().is("application", "octet-stream"));
        assertEquals(message.length(), part.body().end());
    }

    @Test
    void messagesInMessagesHaveABottom() {
        Part part = tree("Content-Type: message/rfc822\r\n\r\n".repeat(1_000)).root();
        int depth = 1;
        while (part.content() instanceof Part.Content.Message message) {
            part = message.root();
            depth++;
        }
        assertEquals(MimeTree.MAX_DEPTH + 1, depth);
    }

    @Test
    void aHundredThousandPartsAreReadInLinearTime() throws IOException {
        String message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
                + "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n".repeat(50_000)
                + "--b--\r\n";
        MimeParser parser = new MimeParser(new ByteArrayInputStream(octets(message)));
        Part root = parser.tree().root();
        List<Part> parts =
                assertInstanceOf(Part.Content.Multipart.class, root.content()).parts();
        Part last = parts.getLast();
        assertTrue(last.type().is("application", "octet-stream"));
        assertEquals(message.length() - "\r\n--b--\r\n".length(), last.body().end());
        assertTrue(parts.size() <= MimeTree.MAX_PARTS / 2 + 1);
        assertTrue(parser.steps() < 1_000_000, "steps: " + parser.steps());
    }

    @Test
    void aHundredThousandDelimitersInTheDeepestPart() throws IOException {
        StringBuilder message = new StringBuilder();
        for (int i = 100; i < 100 + MimeTree.MAX_DEPTH; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i);
            message.append("\r\n");
        }
        message.append("\r\n").append("--nobody\r\n".repeat(100_000));
        MimeParser parser = new MimeParser(new ByteArrayInputStream(octets(message.toString())));
        parser.tree();
        assertTrue(parser.steps() <= 2L * MimeTree.MAX_DEPTH * 100_000, "steps: " + parser.steps());
    }

    @Test
    void aHugeHeaderIsCutNotRefused() {
        String huge = "Subject: " + "x".repeat(2_000_000) + "\r\nContent-Type: text/html\r\n\r\nbody";
        Part root = tree(huge).root();
        assertEquals("body".length(), root.body().octets());
        assertTrue(root.type().is("text", "html"));
        assertEquals(
                RawHeaderDraft.MAX_FIELD - "Subject: ".length(),
                tree(huge).envelope().subject().orElseThrow().octets().length());
        String many = ("To: " + "a@b.test,".repeat(1_000) + "\r\n").repeat(2_000) + "\r\nbody";
        assertEquals(AddressReader.MAX_ADDRESSES, tree(many).envelope().to().size());
        assertEquals("body".length(), tree(many).root().body().octets());
    }
}
