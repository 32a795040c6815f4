package org.sekisho.message;

import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.sekisho.address.AddressLiteral;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;

/// The trace field of one hop. RFC 5321 §4.4, RFC 3848, RFC 6531 §4.3.
/// @param greeting what the client called itself, as it wrote it
/// @param client its address
/// @param by what we call ourselves
/// @param tls version and cipher, or empty
/// @param id of the message in our queue
/// @param recipient the only one, or empty: more would tell them of each other (RFC 5321 §7.2)
public record Received(
        String greeting,
        InetAddress client,
        Domain by,
        Protocol with,
        String tls,
        String id,
        Optional<Mailbox> recipient) {
    private static final int MAX_GREETING = 255; // octets; RFC 5321 §4.5.3.1.2

    /// What was spoken.
    /// @param extended EHLO rather than HELO
    /// @param utf8 with SMTPUTF8
    public record Protocol(boolean lmtp, boolean extended, boolean utf8, boolean tls, boolean authenticated) {
        /// The keyword registered for it, for example `ESMTPSA` or `UTF8LMTPS`.
        public String keyword() {
            if (!lmtp && !extended && !utf8) {
                return "SMTP"; // without EHLO there is neither TLS nor AUTH
            }
            String name = lmtp ? "LMTP" : utf8 ? "SMTP" : "ESMTP";
            return (utf8 ? "UTF8" : "") + name + (tls ? "S" : "") + (authenticated ? "A" : "");
        }
    }

    /// The whole field with its CRLF, folded.
    public String print(Instant now, ZoneId zone) {
        var field = new StringBuilder(256).append("Received: from ").append(clean(greeting));
        field.append(" (")
                .append(new AddressLiteral(client))
                .append(")\r\n\tby ")
                .append(by);
        field.append(" with ").append(with.keyword());
        if (!tls.isEmpty()) {
            field.append(" (").append(clean(tls)).append(')');
        }
        field.append("\r\n\tid ").append(id);
        recipient.ifPresent(
                mailbox -> field.append("\r\n\tfor <").append(mailbox).append('>'));
        return field.append(";\r\n\t")
                .append(MailDate.print(now, zone))
                .append("\r\n")
                .toString();
    }

    /// A client may call itself anything; what could begin a comment, a clause or a new field becomes `?`.
    private static String clean(String text) {
        var clean = new StringBuilder(text.length());
        for (int i = 0; i < Math.min(text.length(), MAX_GREETING); i++) {
            char c = text.charAt(i);
            boolean plain = c > ' ' && c < 127 && "()<>;,\"\\@".indexOf(c) < 0;
            clean.append(plain ? c : '?');
        }
        return clean.isEmpty() ? "unknown" : clean.toString();
    }
}
