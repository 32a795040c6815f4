package org.sekisho.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.Dice;

class PartTextTest {
    private static final String JAPANESE = "日本語のメール、カタカナとひらがな\r\n";

    private static List<String> texts(byte[] message) throws IOException {
        List<String> texts = new ArrayList<>();
        Part root = MimeTree.parse(new ByteArrayInputStream(message)).root();
        PartText.read(new ByteArrayInputStream(message), root, (_, text) -> texts.add(all(text)));
        return texts;
    }

    private static List<String> texts(String message) throws IOException {
        return texts(message.getBytes(StandardCharsets.UTF_8));
    }

    private static String all(Reader reader) throws IOException {
        StringBuilder all = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            all.append((char) c);
        }
        return all.toString();
    }

    private static byte[] message(String header, byte[] body) {
        var message = new ByteArrayOutputStream();
        message.writeBytes((header + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        message.writeBytes(body);
        return message.toByteArray();
    }

    private static String preview(String message) throws IOException {
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        return Preview.of(
                new ByteArrayInputStream(octets),
                MimeTree.parse(new ByteArrayInputStream(octets)).root());
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso-2022-jp", "Shift_JIS", "EUC-JP", "utf-8"})
    void japaneseInEveryCharsetNamedOrNot(String name) throws IOException {
        Charset charset = Charsets.named(name).orElseThrow();
        byte[] body = JAPANESE.repeat(1_000).getBytes(charset);
        byte[] base64 = Base64.getMimeEncoder().encode(body);
        List<String> expected = List.of(JAPANESE.repeat(1_000));
        assertEquals(expected, texts(message("Content-Type: text/plain; charset=\"" + name + "\"", body)));
        assertEquals(expected, texts(message("Subject: x", body)));
        assertEquals(expected, texts(message("Content-Type: text/plain; charset=nobody-knows", body)));
        assertEquals(
                expected,
                texts(message(
                        "Content-Transfer-Encoding: base64\r\nContent-Type: text/plain; charset=" + name, base64)));
    }

    @Test
    void allTextsInOrderThoseOfEmbeddedMessagesToo() throws IOException {
        String message = """
                Content-Type: multipart/mixed; boundary=b

                preamble
                --b

                one
                --b
                Content-Type: application/pdf

                two
                --b
                Content-Type: message/rfc822

                Subject: x
                Content-Type: text/html

                <p>th&eacute;&nbsp;<b>re</b>e</p>
                --b
                Content-Transfer-Encoding: x-unknown

                four
                --b
                Content-Transfer-Encoding: quoted-printable
                Content-Type: text/x-diff

                f=69v=
                e\s\s
                --b--
                """.replace("\n", "\r\n");
        assertEquals(List.of("one", "\nthé\u00a0ree\n", "five"), texts(message));
    }

    @Test
    void whatIsNotReadIsSkipped() throws IOException {
        String message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + "x".repeat(100_000)
                + "\r\n--b\r\n\r\ntwo\r\n--b--\r\n";
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        List<String> seen = new ArrayList<>();
        Part root = MimeTree.parse(new ByteArrayInputStream(octets)).root();
        PartText.read(new ByteArrayInputStream(octets), root, (_, text) -> {
            char[] two = new char[2];
            assertEquals(2, text.read(two));
            text.close();
            seen.add(new String(two));
        });
        assertEquals(List.of("xx", "tw"), seen);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '§',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "a<b>b</b>c¦abc",
                "a<br>b<p class='>'>c¦a|b|c",
                "<td>a</td><td>b</td>¦|a||b|",
                "a <!-- <b> -- > --> b¦a  b",
                "a<!-->b¦ab",
                "a<!DOCTYPE html>b<?xml x?>c</>d</ x>e¦abcde",
                "<STYLE>p > a {}</p></STYLE >x<script>if (a</b) '</scripty>'</script>y<title>t</title>z¦xyz",
                "a < b && c > d¦a < b && c > d",
                "&lt;&amp;&gt;&quot;&apos;&#65;&#x3042;&#X1F600;&hellip;&Eacute;¦<&>\"'Aあ😀…É",
                "&nothing; &amp &#xD800; &#0; &#1114112; &;&#x;¦&nothing; &amp &#xD800; &#0; &#1114112; &;&#x;",
                "<a href=x>y</a><a title=\"a > b\" >z</a>¦yz",
                "<a href=\"x>y¦§§",
                "a<¦a<",
                "a<b¦a",
                "&#a&¦&#a&",
                "<style>x¦§§",
                "<!--x¦§§",
                "<>¦<>",
                "1 <2¦1 <2",
            })
    void html(String html, String text) throws IOException {
        assertEquals(text.replace('|', '\n'), all(new HtmlText(new StringReader(html))));
    }

    @Test
    void htmlNeverFailsAndIsReadOnce() {
        List<String> pieces = List.of(
                "<", ">", "</", "!", "--", "&", "#", ";", "x", "script", "style", "\"", "'", "=", " ", "amp", "あ");
        Dice.check(3_000, dice -> {
            String html = dice.text(pieces, dice.below(40));
            String text = all(new HtmlText(new StringReader(html)));
            assertTrue(text.length() <= 2 * html.length(), html);
        });
    }

    @Test
    void previews() throws IOException {
        assertEquals("", preview(""));
        assertEquals("", preview("Subject: x\r\n\r\n"));
        assertEquals("Hello world", preview("Subject: x\r\n\r\n\r\n  Hello\r\n\t world \r\n"));
        assertEquals("a".repeat(200), preview("Subject: x\r\n\r\n" + "a".repeat(300)));
        assertEquals("😀".repeat(200), preview("Subject: x\r\n\r\n" + "😀".repeat(300)));
        assertEquals("a".repeat(199), preview("Subject: x\r\n\r\n" + "a".repeat(199) + " b"));
        assertEquals("b", preview("""
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Disposition: attachment

                attached
                --b
                Content-Type: image/png

                x
                --b

                \s
                --b
                Content-Type: text/html; charset=utf-8

                <style>a</style>&zwnj;<p>b</p>
                --b--
                """));
        assertEquals("日本", preview("Content-Type: text/plain; charset=utf-8\r\n\r\n\u200b日本\u00a0\0\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "base64#SGVsbG8=#Hello",
                "base64#SGVs|bG8#Hello",
                "base64#SGVsbG8#Hello",
                "base64#SG=VsbG8=#HV\u00c6\u00c6",
                "base64#SGVsbA==SGVsbA==#HellHell",
                "base64#S!G-V s bG8=#Hello",
                "base64#====#``",
                "base64#S#``",
                "quoted-printable#a=3Db=|c#a=bc",
                "quoted-printable#a  |b\t|#a|b|",
                "quoted-printable#a =  |b#a b",
                "quoted-printable#a=3#a=3",
                "quoted-printable#a=#a",
                "quoted-printable#a=zz=3z=|#a=zz=3z",
                "quoted-printable#==3D#==",
                "quoted-printable#=3d=e3=81=82#=\u00e3\u0081\u0082",
                "quoted-printable#a  #a",
                "quoted-printable#a= b#a= b",
                "x-uuencode#x|begin 644 a|%2&5L;&\\|`|end|y#Hello",
                "7bit#a=3D#a=3D",
                "8bit#a#a",
                "binary#a#a",
            })
    void transferEncodings(String encoding, String encoded, String decoded) throws IOException {
        byte[] octets = encoded.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int size : new int[] {1, 3, 10_000}) {
            InputStream slow = new ByteArrayInputStream(octets) {
                @Override
                public synchronized int read(byte[] target, int offset, int length) {
                    return super.read(target, offset, Math.min(size, length));
                }
            };
            byte[] result =
                    TransferEncoding.decoded(encoding, slow).orElseThrow().readAllBytes();
            assertEquals(decoded.replace("|", "\r\n"), new String(result, StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void encodedAsTheJdkDoesItIsDecoded() {
        Dice.check(200, dice -> {
            byte[] octets = dice.octets(dice.below(20_000));
            InputStream encoded =
                    new ByteArrayInputStream(Base64.getMimeEncoder().encode(octets));
            byte[] decoded =
                    TransferEncoding.decoded("base64", encoded).orElseThrow().readAllBytes();
            assertEquals(
                    Base64.getEncoder().encodeToString(octets),
                    Base64.getEncoder().encodeToString(decoded));
        });
    }

    @Test
    void binaryIsDecodedWithItsExactSize() throws IOException {
        String message = """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Transfer-Encoding: base64

                SGVsbG8=
                --b
                Content-Transfer-Encoding: rot13

                Uryyb
                --b--
                """.replace("\n", "\r\n");
        byte[] octets = message.getBytes(StandardCharsets.UTF_8);
        MessageSource source = () -> new ByteArrayInputStream(octets);
        Part root = MimeTree.parse(source.open()).root();
        var known = (BinaryBody.Known) BinaryBody.find(root, List.of(1)).orElseThrow();
        assertEquals("Hello", new String(known.open(source).readAllBytes(), StandardCharsets.US_ASCII));
        assertEquals(5, known.octets(source));
        assertEquals(
                new BinaryBody.UnknownEncoding("rot13"),
                BinaryBody.find(root, List.of(2)).orElseThrow());
        assertTrue(BinaryBody.find(root, List.of(3)).isEmpty());
        var whole = (BinaryBody.Known) BinaryBody.find(root, List.of()).orElseThrow();
        assertEquals(octets.length, whole.octets(source));
        assertEquals(message, new String(whole.open(source).readAllBytes(), StandardCharsets.UTF_8));
    }
}
