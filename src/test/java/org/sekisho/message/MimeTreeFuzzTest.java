package org.sekisho.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.Dice;

/// Whatever comes is a message: nothing fails, all places are within it, and a client gets by number what the
/// tree says.
class MimeTreeFuzzTest {
    private static final List<String> PIECES = List.of(
            "\r\n",
            "\r\n\r\n",
            "\n",
            "\r",
            "--a",
            "--ab",
            "--a--",
            "--ab--\r\n",
            "\r\n--a\r\n",
            "\r\n--ab\r\n",
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n",
            "Content-Type: multipart/digest; boundary=\"ab\"\r\n",
            "Content-Type: message/rfc822\r\n\r\n",
            "Content-Type: message/global\r\n",
            "Content-Type: text/plain; charset=iso-2022-jp\r\n",
            "Content-Type: ",
            "Content-Transfer-Encoding: base64\r\n",
            "Content-Transfer-Encoding: quoted-printable\r\n",
            "Content-Disposition: attachment; filename*=utf-8''%E3%81%82\r\n",
            "From: =?utf-8?q?a?= <a@b.test>, c:d;\r\n",
            "Subject: =?iso-2022-jp?b?GyRC?=\r\n",
            "References: <a@b> <c\r\n",
            " folded\r\n",
            "text",
            "<p>&amp;",
            "\u00e3\u0081",
            "\0",
            "=\r\n",
            "=3D",
            "SGVsbG8=");

    @Test
    void anythingIsAMessage() {
        Dice.check(3_000, dice -> {
            String text = dice.text(PIECES, dice.below(40));
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            check(octets, MimeTree.parse(trickling(octets, dice.between(1, 50))));
            assertEquals(MimeTree.parse(new ByteArrayInputStream(octets)), MimeTree.parse(trickling(octets, 1)));
        });
    }

    private static InputStream trickling(byte[] octets, int most) {
        return new ByteArrayInputStream(octets) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(most, length));
            }
        };
    }

    private static void check(byte[] octets, MimeTree tree) throws IOException {
        Part root = tree.root();
        assertEquals(0, root.header().offset());
        assertEquals(octets.length, root.octets());
        check(octets, root, new Extent(0, octets.length));
        List<Part> top = root.content() instanceof Part.Content.Multipart(var parts) ? parts : List.of(root);
        numbers(octets, root, top, List.of());
        StringBuilder texts = new StringBuilder();
        PartText.read(new ByteArrayInputStream(octets), root, (_, text) -> texts.append(text.read()));
        String preview = Preview.of(new ByteArrayInputStream(octets), root);
        assertTrue(preview.codePointCount(0, preview.length()) <= Preview.MAX_CHARACTERS);
        assertEquals(preview.strip(), preview);
        References.of(tree);
    }

    private static void check(byte[] octets, Part part, Extent around) {
        assertTrue(around.offset() <= part.header().offset());
        assertEquals(part.header().end(), part.body().offset());
        assertTrue(part.body().end() <= around.end());
        byte[] body = slice(octets, part.body());
        assertEquals(
                new String(body, StandardCharsets.ISO_8859_1)
                        .chars()
                        .filter(c -> c == '\n')
                        .count(),
                part.lines());
        switch (part.content()) {
            case Part.Content.Single _ ->
                assertTrue(!part.type().isMultipart() && !part.type().isMessage());
            case Part.Content.Message message -> {
                assertEquals(part.body().offset(), message.root().header().offset());
                assertEquals(part.body().octets(), message.root().octets());
                check(octets, message.root(), part.body());
            }
            case Part.Content.Multipart(var parts) -> {
                long at = part.body().offset();
                for (Part child : parts) {
                    check(octets, child, part.body());
                    assertTrue(at <= child.header().offset());
                    at = child.body().end();
                }
            }
        }
    }

    /// BODY[n], BODY[n.MIME], BODY[n.HEADER] and BODY[n.TEXT] of every part.
    private static void numbers(byte[] octets, Part root, List<Part> parts, List<Integer> above) throws IOException {
        for (int i = 0; i < parts.size(); i++) {
            List<Integer> number = new ArrayList<>(above);
            number.add(i + 1);
            Part part = parts.get(i);
            assertArrayEquals(slice(octets, part.body()), read(octets, root, number, new Section.Text.All()));
            assertArrayEquals(slice(octets, part.header()), read(octets, root, number, new Section.Text.Mime()));
            if (part.content() instanceof Part.Content.Message message) {
                Part inner = message.root();
                assertArrayEquals(slice(octets, inner.header()), read(octets, root, number, new Section.Text.Header()));
                assertArrayEquals(slice(octets, inner.body()), read(octets, root, number, new Section.Text.Body()));
                numbers(
                        octets,
                        root,
                        inner.content() instanceof Part.Content.Multipart(var children) ? children : List.of(inner),
                        number);
            } else if (part.content() instanceof Part.Content.Multipart(var children)) {
                numbers(octets, root, children, number);
            }
        }
        List<Integer> beyond = new ArrayList<>(above);
        beyond.add(parts.size() + 1);
        assertTrue(SectionOctets.find(root, new Section(beyond, new Section.Text.All()))
                .isEmpty());
    }

    private static byte[] read(byte[] octets, Part root, List<Integer> number, Section.Text text) throws IOException {
        SectionOctets found =
                SectionOctets.find(root, new Section(number, text)).orElseThrow();
        try (InputStream stream = found.open(() -> new ByteArrayInputStream(octets))) {
            return stream.readAllBytes();
        }
    }

    private static byte[] slice(byte[] octets, Extent extent) {
        return Arrays.copyOfRange(octets, (int) extent.offset(), (int) extent.end());
    }
}
