package org.sekisho.imap.server;

import org.sekisho.accounts.AccountId;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.Responses;
import org.sekisho.mailbox.Access;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.net.Connection;

/// What a command works with, once somebody has logged in: the user, and both directions of the connection. Used by
/// one thread at a time.
record Dialogue(ImapServer server, User user, Connection connection, CommandInput input, Output output) {
    AccountId account() {
        return user.account();
    }

    Mailboxes mailboxes() {
        return server.mailboxes();
    }

    Responses responses() {
        return output.responses();
    }

    /// Why a mailbox cannot be had (RFC 5530 §3).
    static Completion refusal(Access access) {
        return switch (access) {
            case Access.Malformed(var why) -> Completion.no(Plain.CANNOT, why);
            case Access.NonExistent() -> Completion.no(Plain.NONEXISTENT, "no such mailbox");
            case Access.NoPermission() -> Completion.no(Plain.NOPERM, "you may not do that there");
            case Access.Granted _ -> throw new IllegalArgumentException("nothing is refused");
        };
    }
}
