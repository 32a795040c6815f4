package org.sekisho.smtp.client;

import java.util.Set;
import org.sekisho.smtp.Reply;

/// What a server says of a recipient when it is asked by MAIL and RCPT.
public sealed interface Verification {
    /// Codes of replies that may be a "no".
    Set<Integer> NO = Set.of(550, 551, 553, 554, 556);

    record Accepted(Reply reply) implements Verification {}

    /// It has no such recipient.
    record Refused(Failure failure) implements Verification {}

    /// It said neither yes nor no (invariant I3): not now, not to us, or nothing.
    record CouldNotAsk(Failure failure) implements Verification {}

    /// RFC 5321 §4.2.3, §4.3.2: those of the permanent replies to RCPT that are about the recipient. Others are
    /// about the command, the session or us; 552 means "too many" (§4.5.3.1.10). So is 5.7.x, "relaying denied"
    /// above all (RFC 3463 §3.8): a server that does not know us, or the domain, must not turn all of its people
    /// into nobody. 5.7.17 and 5.7.18 say that a mailbox is no longer the one that was meant (RFC 7293 §9).
    static boolean saysNo(Reply reply) {
        String enhanced = reply.enhancedCode();
        boolean ofUs = enhanced.startsWith("5.7.") && !enhanced.equals("5.7.17") && !enhanced.equals("5.7.18");
        return !ofUs && NO.contains(reply.code());
    }
}
