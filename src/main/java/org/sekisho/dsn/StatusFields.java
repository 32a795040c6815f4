package org.sekisho.dsn;

import java.time.Instant;
import java.time.ZoneId;
import org.sekisho.address.Mailbox;
import org.sekisho.message.MailDate;

/// The part that programs read. RFC 3464 §2.2, §2.3.
final class StatusFields {
    private static final int LINE = 76; // characters before a line is folded

    private final Notification notification;
    private final ZoneId zone;
    private final StringBuilder fields = new StringBuilder(512);

    StatusFields(Notification notification, ZoneId zone) {
        this.notification = notification;
        this.zone = zone;
    }

    String print() {
        field("Reporting-MTA", "dns; " + notification.reporter());
        notification.envelopeId().ifPresent(id -> field("Original-Envelope-Id", id));
        field("Arrival-Date", date(notification.arrived()));
        for (RecipientStatus status : notification.statuses()) {
            fields.append("\r\n");
            recipient(status);
        }
        return fields.toString();
    }

    private void recipient(RecipientStatus status) {
        status.originalRecipient().ifPresent(original -> field("Original-Recipient", typed(original)));
        field("Final-Recipient", address(status.recipient()));
        field("Action", status.action().word());
        field("Status", status.status());
        status.remoteMta().ifPresent(host -> field("Remote-MTA", "dns; " + host));
        if (!status.reply().isEmpty()) {
            String type = status.remoteMta().isPresent() ? "smtp; " : "x-sekisho; "; // RFC 3464 §2.3.6
            field("Diagnostic-Code", type + status.reply());
        }
        status.lastAttempt().ifPresent(moment -> field("Last-Attempt-Date", date(moment)));
        status.willRetryUntil().ifPresent(moment -> field("Will-Retry-Until", date(moment)));
    }

    private String date(Instant moment) {
        return MailDate.print(moment, zone);
    }

    private String address(Mailbox mailbox) {
        return mailbox.needsUtf8() ? utf8(mailbox.toString()) : "rfc822; " + mailbox;
    }

    /// ORCPT says its type itself.
    private String typed(String original) {
        int semicolon = original.indexOf(';');
        String type = semicolon < 0 ? "rfc822" : original.substring(0, semicolon);
        String address = original.substring(semicolon + 1);
        return type.equalsIgnoreCase("utf-8") ? utf8(address) : type + "; " + address;
    }

    /// RFC 6533 §3: characters beyond ASCII only where the whole part may hold them.
    private String utf8(String address) {
        return "utf-8; " + (notification.utf8() ? address : Encodings.unitext(address));
    }

    /// Folds at spaces; whatever a remote server said cannot begin a field or an empty line.
    private void field(String name, String body) {
        String clean = Encodings.printable(body, notification.utf8());
        fields.append(name).append(": ");
        int column = name.length() + 2;
        int start = 0;
        while (start < clean.length()) {
            int space = clean.indexOf(' ', start);
            int end = space < 0 ? clean.length() : space;
            if (column + end - start > LINE && start > 0) {
                fields.append("\r\n\t"); // instead of the space before
                column = 8;
            } else if (start > 0) {
                fields.append(' ');
                column++;
            }
            fields.append(clean, start, end);
            column += end - start;
            start = end + 1;
        }
        fields.append("\r\n");
    }
}
