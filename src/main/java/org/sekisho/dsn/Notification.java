package org.sekisho.dsn;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.message.MailDate;
import org.sekisho.message.MessageId;

/// A bounce, a delay warning or a report of success, for one sender about recipients with the same kind of fate.
/// It is sent from `<>`, which is the caller's business, as is whether it may be sent at all (I8). Source: RFC
/// 3464, RFC 6522 (multipart/report), RFC 6533 where `utf8`.
/// @param reporter what we call ourselves
/// @param to the sender of the message
/// @param envelopeId ENVID, with the xtext undone
/// @param arrived when we took the message
/// @param statuses at least one
/// @param utf8 the message came with SMTPUTF8, so its sender can read such a notification
/// @param japanese a paragraph in Japanese follows the English one
public record Notification(
        Domain reporter,
        Mailbox to,
        Optional<String> envelopeId,
        Instant arrived,
        List<RecipientStatus> statuses,
        boolean utf8,
        boolean japanese) {
    public Notification {
        statuses = List.copyOf(statuses);
        if (statuses.isEmpty()) {
            throw new IllegalArgumentException("a notification is about somebody");
        }
    }

    /// When and under which names it is written.
    /// @param boundary what no line of the message begins with: 16 or more random letters and digits
    public record Stamp(Instant now, ZoneId zone, MessageId id, String boundary) {}

    /// Writes the whole message, with CRLF line ends.
    public void writeTo(OutputStream out, Stamp stamp, ReturnedMessage message) throws IOException {
        boolean textIsAscii = !japanese && !utf8;
        var head = new StringBuilder(2048);
        head.append("From: Mail Delivery System <MAILER-DAEMON@")
                .append(reporter)
                .append(">\r\n");
        head.append("To: <").append(to).append(">\r\n");
        head.append("Subject: ").append(NotificationText.subject(action())).append("\r\n");
        head.append("Date: ").append(MailDate.print(stamp.now(), stamp.zone())).append("\r\n");
        head.append("Message-ID: ").append(stamp.id()).append("\r\n");
        head.append("Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n");
        head.append("Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"");
        head.append(stamp.boundary()).append("\"\r\n");
        if (message.eightBit() || utf8) {
            head.append("Content-Transfer-Encoding: 8bit\r\n");
        }
        head.append("\r\nThis is a message with several parts in MIME format.\r\n");
        part(head, stamp, "Notification", "text/plain; charset=" + (textIsAscii ? "us-ascii" : "utf-8"));
        head.append(textIsAscii ? "" : "Content-Transfer-Encoding: base64\r\n").append("\r\n");
        String text = new NotificationText(this, stamp.zone()).print();
        head.append(textIsAscii ? text : Encodings.base64(text));
        part(head, stamp, "Delivery report", "message/" + (utf8 ? "global-" : "") + "delivery-status");
        head.append(eightBit(utf8)).append("\r\n");
        head.append(new StatusFields(this, stamp.zone()).print());
        part(head, stamp, "Undelivered message", returnedType(message));
        head.append(eightBit(message.eightBit())).append("\r\n");
        out.write(head.toString().getBytes(StandardCharsets.UTF_8));
        message.writeTo(out);
        out.write(("--" + stamp.boundary() + "--\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void part(StringBuilder head, Stamp stamp, String description, String type) {
        head.append("\r\n--")
                .append(stamp.boundary())
                .append("\r\nContent-Description: ")
                .append(description);
        head.append("\r\nContent-Type: ").append(type).append("\r\n");
    }

    private static String eightBit(boolean needed) {
        return needed ? "Content-Transfer-Encoding: 8bit\r\n" : "";
    }

    private String returnedType(ReturnedMessage message) {
        if (message.whole()) {
            return utf8 ? "message/global" : "message/rfc822";
        }
        return utf8 ? "message/global-headers" : "text/rfc822-headers";
    }

    RecipientStatus.Action action() {
        return statuses.getFirst().action();
    }
}
