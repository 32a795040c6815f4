package org.sekisho.dsn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.dsn.RecipientStatus.Action;
import org.sekisho.message.MessageId;
import org.sekisho.testing.Dice;

class NotificationTest {
    private static final Instant NOW = Instant.parse("2026-03-01T15:04:05Z");
    private static final String BOUNDARY = "b0undary0123456789";
    private static final Notification.Stamp STAMP =
            new Notification.Stamp(NOW, ZoneId.of("Asia/Tokyo"), new MessageId("<1@mx.test>"), BOUNDARY);
    private static final String ORIGINAL = "Subject: hi\r\nX: y\r\n\r\nbody\r\n--x\r\n";

    private static RecipientStatus status(String recipient, Action action, String reply) {
        return new RecipientStatus(
                Mailbox.of(recipient),
                Optional.of("rfc822;orig@x.test"),
                action,
                "5.1.1",
                Optional.of("mx.x.test"),
                reply,
                Optional.of(NOW),
                action == Action.DELAYED ? Optional.of(NOW.plusSeconds(3600)) : Optional.empty());
    }

    private static Notification notification(boolean utf8, boolean japanese, RecipientStatus status) {
        return new Notification(
                new Domain("mx.test"),
                Mailbox.of("s@x.test"),
                Optional.of("env1"),
                NOW,
                List.of(status),
                utf8,
                japanese);
    }

    private static String print(Notification notification, boolean whole, String original) throws IOException {
        var out = new ByteArrayOutputStream();
        byte[] octets = original.getBytes(StandardCharsets.UTF_8);
        notification.writeTo(out, STAMP, new ReturnedMessage(new ByteArrayInputStream(octets), whole, false));
        String text = out.toString(StandardCharsets.UTF_8);
        assertFalse(text.replace("\r\n", "").contains("\n")
                || text.replace("\r\n", "").contains("\r"));
        assertTrue(text.lines().allMatch(line -> line.getBytes(StandardCharsets.UTF_8).length <= 998));
        return text;
    }

    private static String[] parts(String text) {
        return text.split("\r\n--" + BOUNDARY + "(--)?\r\n", -1);
    }

    @Test
    void aBounceHasThreePartsAndReturnsTheMessageAsItWas() throws IOException {
        String text = print(
                notification(false, false, status("r@x.test", Action.FAILED, "550 5.1.1 no such user")),
                true,
                ORIGINAL);
        String[] parts = parts(text);
        assertEquals(5, parts.length);
        assertTrue(parts[0].contains("From: Mail Delivery System <MAILER-DAEMON@mx.test>\r\nTo: <s@x.test>\r\n"));
        assertTrue(parts[0].contains("Auto-Submitted: auto-replied\r\n"));
        assertTrue(parts[0].contains("multipart/report; report-type=delivery-status;"));
        assertTrue(parts[1].contains("us-ascii\r\n\r\nThis is the mail server mx.test.\r\n"));
        assertTrue(parts[1].contains("<r@x.test>\r\n    mx.x.test said: 550 5.1.1 no such user\r\n"));
        assertEquals("""
                Content-Description: Delivery report
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.test
                Original-Envelope-Id: env1
                Arrival-Date: Mon, 2 Mar 2026 00:04:05 +0900

                Original-Recipient: rfc822; orig@x.test
                Final-Recipient: rfc822; r@x.test
                Action: failed
                Status: 5.1.1
                Remote-MTA: dns; mx.x.test
                Diagnostic-Code: smtp; 550 5.1.1 no such user
                Last-Attempt-Date: Mon, 2 Mar 2026 00:04:05 +0900
                """, parts[2].replace("\r\n", "\n"));
        assertTrue(parts[3].endsWith("Content-Type: message/rfc822\r\n\r\n" + ORIGINAL));
        assertEquals("", parts[4]);
    }

    @Test
    void headersOnlyEndWithTheHeader() throws IOException {
        var bounce = notification(false, false, status("r@x.test", Action.FAILED, "no"));
        assertTrue(parts(print(bounce, false, ORIGINAL))[3].endsWith(
                "Content-Type: text/rfc822-headers\r\n\r\nSubject: hi\r\nX: y\r\n\r\n"));
        assertTrue(parts(print(bounce, false, "Subject: no end\r\n"))[3].endsWith("\r\n\r\nSubject: no end\r\n"));
        assertTrue(parts(print(bounce, false, "\r\nbody"))[3].endsWith("rfc822-headers\r\n\r\n\r\n"));
    }

    @Test
    void nothingARemoteServerSaysBeginsAField() throws IOException {
        String evil = "550 x\r\nAction: delivered\r\n\r\n--" + BOUNDARY + "--\r\n\u0000\u001b é " + "y".repeat(5000);
        String text = print(notification(false, true, status("r@x.test", Action.FAILED, evil)), true, ORIGINAL);
        assertEquals(5, parts(text).length);
        assertFalse(text.contains("\r\nAction: delivered"));
        assertTrue(text.chars().allMatch(c -> c == '\r' || c == '\n' || c == '\t' || (c >= ' ' && c < 127)));
    }

    @Test
    void theJapaneseParagraphIsBase64() throws IOException {
        String text = print(notification(false, true, status("r@x.test", Action.DELAYED, "busy")), true, ORIGINAL);
        String body = parts(text)[1].substring(parts(text)[1].indexOf("\r\n\r\n") + 4);
        String read = new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8);
        assertTrue(read.contains("まだメールを配送できていません"));
        assertTrue(text.contains("Will-Retry-Until: Mon, 2 Mar 2026 01:04:05 +0900\r\n"));
        assertTrue(text.contains("Action: delayed\r\n"));
    }

    @Test
    void addressesBeyondAsciiFollowRfc6533() throws IOException {
        var status = status("用@x.test", Action.FAILED, "no");
        String seven = print(notification(false, false, status), true, ORIGINAL);
        assertTrue(seven.contains("Final-Recipient: utf-8; \\x{7528}@x.test\r\n"));
        String eight = print(notification(true, false, status), true, ORIGINAL);
        assertTrue(eight.contains("Final-Recipient: utf-8; 用@x.test\r\n"));
        assertTrue(eight.contains("message/global-delivery-status\r\nContent-Transfer-Encoding: 8bit\r\n"));
        assertTrue(eight.contains("Content-Type: message/global\r\n"));
    }

    @Test
    void anyReplyFitsIntoTheForm() {
        Dice.check(3000, dice -> {
            String reply = dice.text("ab  \r\n\té:;-=\u0000" + BOUNDARY, dice.below(300));
            String text =
                    print(notification(dice.oneIn(2), false, status("r@x.test", Action.FAILED, reply)), true, ORIGINAL);
            assertEquals(5, parts(text).length);
            String[] groups = parts(text)[2].split("\r\n\r\n", -1);
            assertEquals(3, groups.length); // MIME header, the message's fields, the recipient's
        });
    }
}
