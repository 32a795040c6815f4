package org.sekisho.config;

import java.nio.file.Path;
import org.sekisho.address.SyntaxError;

/// Who takes the mail of a gateway domain.
public sealed interface GatewayServer {
    /// `smtp://host:port`
    record Smtp(HostPort at) implements GatewayServer {
        @Override
        public String toString() {
            return SMTP + at;
        }
    }

    /// `lmtp://host:port`: RFC 2033.
    record Lmtp(HostPort at) implements GatewayServer {
        @Override
        public String toString() {
            return LMTP + at;
        }
    }

    /// `qmail-queue:/path`: a program that takes messages as qmail-queue(8) does.
    /// @param program absolute
    record QmailQueue(Path program) implements GatewayServer {
        @Override
        public String toString() {
            return QMAIL_QUEUE + program;
        }
    }

    String SMTP = "smtp://";
    String LMTP = "lmtp://";
    String QMAIL_QUEUE = "qmail-queue:";
    int SMTP_PORT = 25;
    int LMTP_PORT = 24; // IANA: "any private mail system"; what LMTP servers use

    /// @throws SyntaxError none of the three
    static GatewayServer of(String text) {
        if (text.startsWith(SMTP)) {
            return new Smtp(HostPort.of(text.substring(SMTP.length()), SMTP_PORT));
        }
        if (text.startsWith(LMTP)) {
            return new Lmtp(HostPort.of(text.substring(LMTP.length()), LMTP_PORT));
        }
        if (text.startsWith(QMAIL_QUEUE + "/")) {
            return new QmailQueue(Path.of(text.substring(QMAIL_QUEUE.length())).normalize());
        }
        throw new SyntaxError("\"" + text + "\" begins with none of smtp://, lmtp://, qmail-queue:/");
    }
}
