package org.sekisho.smtp.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.address.ForwardPath;
import org.sekisho.queue.Recipient;
import org.sekisho.smtp.Command;

/// How far a message has come. RFC 5321 §3.3, RFC 3030 §4.
sealed interface Transaction {
    /// No MAIL yet.
    record None() implements Transaction {}

    /// MAIL was accepted.
    /// @param recipients accepted so far; one that was named twice gets one copy
    /// @param accepted the path of every RCPT that was answered with 250, for the replies of LMTP (RFC 2033 §4.2)
    record Open(Command.Mail mail, Map<ForwardPath, Recipient> recipients, List<ForwardPath> accepted)
            implements Transaction {
        Open(Command.Mail mail) {
            this(mail, new LinkedHashMap<>(), new ArrayList<>());
        }
    }

    /// BDAT has brought a part.
    record Receiving(Open open, IncomingMessage message) implements Transaction {}

    /// A chunk was refused: those that follow are swallowed until the last one or RSET (RFC 3030 §2).
    record Broken() implements Transaction {}
}
