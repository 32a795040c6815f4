package org.sekisho.dsn;

import java.time.Instant;
import java.time.ZoneId;
import org.sekisho.message.MailDate;

/// The part that people read: what happened, to whom, what the other side said.
final class NotificationText {
    private final Notification notification;
    private final ZoneId zone;
    private final StringBuilder text = new StringBuilder(1024);

    NotificationText(Notification notification, ZoneId zone) {
        this.notification = notification;
        this.zone = zone;
    }

    static String subject(RecipientStatus.Action action) {
        return switch (action) {
            case FAILED -> "Undelivered mail returned to sender";
            case DELAYED -> "Your mail is delayed, and still being tried";
            case DELIVERED, RELAYED, EXPANDED -> "Your mail was delivered";
        };
    }

    String print() {
        line("This is the mail server " + notification.reporter() + ".");
        line("");
        english();
        for (RecipientStatus status : notification.statuses()) {
            recipient(status);
        }
        if (notification.japanese()) {
            line("");
            japanese();
        }
        return text.toString();
    }

    private void english() {
        line("Your message, which came here on " + date(notification.arrived()) + ",");
        switch (notification.action()) {
            case FAILED -> {
                line("could not be delivered to the recipients below. It will not be tried again.");
                line("The reasons, and the message itself or its header, follow.");
            }
            case DELAYED -> {
                line("could not be delivered yet to the recipients below. It is still being tried:");
                line("you need not send it again.");
            }
            case DELIVERED -> line("was delivered to the recipients below, as you asked to be told.");
            case RELAYED -> {
                line("was handed on for the recipients below to a server that does not promise");
                line("to tell you more.");
            }
            case EXPANDED -> line("was handed on to all who receive mail for the recipients below.");
        }
    }

    private void japanese() {
        switch (notification.action()) {
            case FAILED -> {
                line("上記の宛先にメールを配送できませんでした。再送は行われません。");
                line("理由と、元のメール（またはそのヘッダー）を添付します。");
            }
            case DELAYED -> {
                line("上記の宛先にまだメールを配送できていません。配送は引き続き試みられますので、");
                line("もう一度お送りいただく必要はありません。");
            }
            case DELIVERED -> line("ご依頼のとおり、上記の宛先にメールを配送したことをお知らせします。");
            case RELAYED -> line("上記の宛先のメールを、配送通知に対応していないサーバーに引き渡しました。");
            case EXPANDED -> line("上記の宛先のメールを、そのすべての受信者に引き渡しました。");
        }
    }

    private void recipient(RecipientStatus status) {
        line("");
        String address = status.recipient().toString();
        line("<" + (notification.utf8() || !status.recipient().needsUtf8() ? address : Encodings.unitext(address))
                + ">");
        if (!status.reply().isEmpty()) {
            String by = status.remoteMta().map(host -> host + " said: ").orElse("");
            wrapped(by + status.reply());
        }
        status.willRetryUntil().ifPresent(until -> line("    It will be tried until " + date(until) + "."));
    }

    private void wrapped(String words) {
        int column = 0;
        for (String word : Encodings.printable(words, notification.utf8()).split(" ", -1)) {
            if (column == 0 || column + word.length() > 70) {
                text.append(column == 0 ? "    " : "\r\n    ");
                column = 4;
            } else {
                text.append(' ');
            }
            text.append(word);
            column += word.length() + 1;
        }
        line("");
    }

    private String date(Instant moment) {
        return MailDate.print(moment, zone);
    }

    private void line(String content) {
        text.append(content).append("\r\n");
    }
}
