package org.sekisho.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MimeTextsTest {
    private static final Charset JIS = Charset.forName("ISO-2022-JP");
    private static final String MESSAGE = """
            From: =?ISO-2022-JP?B?GyRCO0VFRBsoQg==?= <yamada@example.test>
            Subject: =?UTF-8?Q?Caf=C3=A9?= =?UTF-8?B?44Gu6KuL5rGC5pu4?=
            DKIM-Signature: v=1; b=secretsignature
            X-Long: one
             two
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=iso-2022-jp
            Content-Description: enclosed words

            @JIS@
            --b
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: base64

            @HTML@
            --b
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: base64

            aW52aXNpYmxl
            --b
            Content-Type: message/rfc822

            Subject: within

            innermost
            --b--
            """;

    private static byte[] message() {
        String html =
                Base64.getEncoder().encodeToString("<p>Stra<b>ße</b> &amp; mehr</p>".getBytes(StandardCharsets.UTF_8));
        String jis = new String("お世話になっております。".getBytes(JIS), StandardCharsets.ISO_8859_1);
        return MESSAGE.replace("\n", "\r\n")
                .replace("@JIS@", jis)
                .replace("@HTML@", html)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean matches(TextKey key, byte[] message) throws IOException {
        try (var texts = new MimeTexts.OfMessage(() -> new ByteArrayInputStream(message), "a message")) {
            return new MessageMatcher((_, _) -> Optional.empty(), key).matches(texts);
        }
    }

    private static boolean body(String needle) throws IOException {
        return matches(new TextKey.Body(needle), message());
    }

    private static boolean text(String needle) throws IOException {
        return matches(new TextKey.Text(needle), message());
    }

    private static boolean header(String name, String needle) throws IOException {
        return matches(new TextKey.Header(name, needle), message());
    }

    @Test
    void bodyLooksIntoDecodedTextsOnly() throws IOException {
        assertTrue(body("世話に"));
        assertTrue(body("STRASSE & mehr"));
        assertTrue(body("innermost"));
        assertFalse(body("invisible"));
        assertFalse(body("aW52aXNpYmxl"));
        assertFalse(body("within"));
        assertFalse(body("enclosed"));
    }

    @Test
    void textLooksIntoAllHeadersToo() throws IOException {
        assertTrue(text("世話に"));
        assertTrue(text("subject: caféの請求"));
        assertTrue(text("subject: within"));
        assertTrue(text("enclosed words"));
        assertTrue(text("仕田"));
        assertFalse(text("secretsignature"));
        assertFalse(text("aW52aXNpYmxl"));
    }

    @Test
    void headerLooksIntoTheOwnFieldsOfThatName() throws IOException {
        assertTrue(header("subject", "請求書"));
        assertFalse(header("subject", "within"));
        assertTrue(header("X-LONG", "one two"));
        assertTrue(header("x-long", ""));
        assertFalse(header("x-none", ""));
        assertTrue(header("dkim-signature", "secretsignature"));
        assertTrue(header("from", "yamada@"));
    }

    /// RFC 9051 §6.4.4: FROM and so on look into the envelope.
    @Test
    void addressesAreFoundHoweverTheyAreWritten() throws IOException {
        byte[] message = """
                From: <user (comment)@ (comment) example.test>
                To: team: "one"@example.test, two @ example.test;

                body""".getBytes(StandardCharsets.US_ASCII);
        assertTrue(matches(new TextKey.Header("from", "user@example.test"), message));
        assertTrue(matches(new TextKey.Header("from", "(comment)@"), message));
        assertTrue(matches(new TextKey.Header("to", "one@example.test"), message));
        assertTrue(matches(new TextKey.Header("to", "two@example.test"), message));
        assertFalse(matches(new TextKey.Header("to", "user@example.test"), message));
    }

    @Test
    void addressesOfVeryLongFieldsAreFoundAsTheyAreWritten() throws IOException {
        String some = "a @ example.test, ".repeat(HeaderTexts.MOST_ADDRESSES / 18 - 1);
        byte[] message = ("To: " + some + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        assertTrue(matches(new TextKey.Header("to", "a@example.test"), message));
        byte[] longer = ("To: " + some + some + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        assertFalse(matches(new TextKey.Header("to", "a@example.test"), longer));
        assertTrue(matches(new TextKey.Header("to", "a @ example.test"), longer));
    }

    @Test
    void everythingThatIsNoMessageIsOneWithoutTexts() throws IOException {
        for (String odd : new String[] {"", "\r\n", "\r\n\r\n", ":", "no field", "A:b", "\n\n\n"}) {
            byte[] octets = odd.getBytes(StandardCharsets.US_ASCII);
            assertFalse(matches(new TextKey.Text("zzz"), octets));
            assertEquals(odd.equals("A:b"), matches(new TextKey.Header("a", ""), octets), odd);
        }
    }

    @Test
    void headersHaveABound() throws IOException {
        byte[] message = ("Subject: start " + "x".repeat(HeaderTexts.MOST) + " end\r\n\r\nbody")
                .getBytes(StandardCharsets.US_ASCII);
        assertTrue(matches(new TextKey.Header("subject", "start x"), message));
        assertFalse(matches(new TextKey.Header("subject", "end"), message));
        assertTrue(matches(new TextKey.Text("body"), message));
    }
}
