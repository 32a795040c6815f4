package org.sekisho.smtp.client;

import org.sekisho.smtp.Reply;

/// What a server says of a recipient when it is asked by MAIL and RCPT.
public sealed interface Verification {
    record Accepted(Reply reply) implements Verification {}

    /// It has no such recipient.
    record Refused(Failure failure) implements Verification {}

    /// It said neither yes nor no (invariant I3): not now, not to us, or nothing.
    record CouldNotAsk(Failure failure) implements Verification {}

    /// RFC 5321 §4.2.3, §4.3.2: those of the permanent replies to RCPT that are about the recipient. Others are
    /// about the command, the session or us; 552 means "too many" (§4.5.3.1.10).
    static boolean saysNo(int code) {
        return code == 550 || code == 551 || code == 553 || code == 554 || code == 556;
    }
}
