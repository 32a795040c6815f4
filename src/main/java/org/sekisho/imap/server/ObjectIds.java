package org.sekisho.imap.server;

import java.util.HexFormat;
import org.sekisho.mailbox.Message;

/// Ids of RFC 8474.
final class ObjectIds {
    private ObjectIds() {}

    /// The same for all copies of a message.
    static String email(Message message) {
        return "M" + HexFormat.of().toHexDigits(message.emailId());
    }
}
