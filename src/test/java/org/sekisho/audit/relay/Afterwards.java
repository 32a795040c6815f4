package org.sekisho.audit.relay;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.sekisho.testing.WireClient;

/// What a server may do with a message after it has taken it, through another server.
enum Afterwards {
    NOTHING {
        @Override
        void deal(InetSocketAddress next, String sender, List<String> recipients, String text) {}
    },
    /// As qmail does with what is for nobody of its own: to the sender, with a copy below.
    BOUNCE {
        @Override
        void deal(InetSocketAddress next, String sender, List<String> recipients, String text) throws IOException {
            if (!sender.isEmpty()) {
                String notification = "From: MAILER-DAEMON@careless.test\r\nTo: " + sender
                        + "\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program at careless.test.\r\n"
                        + "\r\n--- Below this line is a copy of the message.\r\n\r\n" + text;
                hand(next, "", notification, List.of(sender));
            }
        }
    },
    /// It is an open relay.
    FORWARD {
        @Override
        void deal(InetSocketAddress next, String sender, List<String> recipients, String text) throws IOException {
            hand(next, sender, text, recipients);
        }
    },
    /// It has one user, who reads her mail elsewhere.
    FORWARD_FOR_ITS_USER {
        @Override
        void deal(InetSocketAddress next, String sender, List<String> recipients, String text) throws IOException {
            if (recipients.contains("user@careless.test")) {
                hand(next, sender, text, List.of("alice@example.test"));
            }
        }
    };

    abstract void deal(InetSocketAddress next, String sender, List<String> recipients, String text) throws IOException;

    private static void hand(InetSocketAddress next, String sender, String text, List<String> recipients)
            throws IOException {
        try (var client = new WireClient(next)) {
            client.expect("220 ").ask("EHLO careless.test");
            client.ask("MAIL FROM:<" + sender + ">");
            for (String recipient : recipients) {
                client.ask("RCPT TO:<" + recipient + ">");
            }
            if (client.ask("DATA").startsWith("354")) {
                client.raw(text + ".\r\n").reply();
            }
        }
    }
}
