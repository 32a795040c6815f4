package org.sekisho.smtp.server;

import org.sekisho.gate.Reason;
import org.sekisho.smtp.Reply;

/// The replies that are always the same. Their texts name no internals.
final class Replies {
    static final Reply OK = Reply.of(250, "2.0.0", "OK");
    static final Reply SENDER_OK = Reply.of(250, "2.1.0", "sender OK");
    static final Reply RECIPIENT_OK = Reply.of(250, "2.1.5", "recipient OK");
    static final Reply BYE = Reply.of(221, "2.0.0", "bye");
    static final Reply START_DATA = Reply.of(354, "", "end the message with <CRLF>.<CRLF>");
    static final Reply READY_FOR_TLS = Reply.of(220, "2.0.0", "ready for TLS");
    static final Reply LOGGED_IN = Reply.of(235, "2.7.0", "authenticated");
    static final Reply CANNOT_VERIFY = Reply.of(252, "2.5.0", "send some mail, and see"); // RFC 5321 §3.5.3
    static final Reply HELP = Reply.of(214, "2.0.0", "see RFC 5321");

    static final Reply TIMED_OUT = Reply.of(421, "4.4.2", "you took too long");
    static final Reply STOPPING = Reply.of(421, "4.3.2", "the server is stopping, come again later");
    static final Reply TOO_MANY_ERRORS = Reply.of(421, "4.7.0", "too many errors");
    static final Reply TOO_MANY_COMMANDS = Reply.of(421, "4.7.0", "too many commands without a message");
    static final Reply BROKEN_HERE = Reply.of(421, "4.3.0", "something is wrong here, come again later");

    static final Reply LINE_TOO_LONG = Reply.of(500, "5.5.2", "line too long");
    static final Reply UNKNOWN_COMMAND = Reply.of(500, "5.5.1", "command not known");
    static final Reply NOT_OFFERED = Reply.of(502, "5.5.1", "command not offered");
    static final Reply HELLO_FIRST = Reply.of(503, "5.5.1", "introduce yourself first");
    static final Reply MAIL_FIRST = Reply.of(503, "5.5.1", "MAIL first");
    static final Reply RCPT_FIRST = Reply.of(503, "5.5.1", "no valid recipients");
    static final Reply MAIL_AGAIN = Reply.of(503, "5.5.1", "one message at a time");
    static final Reply IN_TRANSACTION = Reply.of(503, "5.5.1", "not in the middle of a message");
    static final Reply BDAT_BEGUN = Reply.of(503, "5.5.1", "BDAT was begun: only BDAT or RSET may follow");
    static final Reply BDAT_BROKEN = Reply.of(503, "5.5.1", "a chunk before this one was refused");
    static final Reply ONLY_QUIT = Reply.of(503, "5.5.1", "you are refused here, QUIT is all that is left");
    static final Reply NO_RECIPIENTS = Reply.of(554, "5.5.1", "no valid recipients");
    static final Reply TLS_ALREADY = Reply.of(503, "5.5.1", "TLS is on");
    static final Reply AUTH_ALREADY = Reply.of(503, "5.5.1", "you are authenticated");
    static final Reply TLS_FIRST = Reply.of(530, "5.7.0", "STARTTLS first"); // RFC 3207 §4
    static final Reply AUTH_FIRST = Reply.of(530, "5.7.0", "authentication required"); // RFC 4954 §6
    static final Reply AUTH_NEEDS_TLS = Reply.of(538, "5.7.11", "encryption required for authentication");
    static final Reply UNKNOWN_MECHANISM = Reply.of(504, "5.5.4", "mechanism not offered");
    static final Reply AUTH_CANCELLED = Reply.of(501, "5.7.0", "cancelled");
    static final Reply NOT_BASE64 = Reply.of(501, "5.5.2", "not base64");
    static final Reply AUTH_FAILED = Reply.of(535, "5.7.8", "authentication failed");
    static final Reply AUTH_LATER = Reply.of(454, "4.7.0", "cannot authenticate now, come again later");

    static final Reply TOO_MANY_RECIPIENTS = Reply.of(452, "4.5.3", "too many recipients");
    static final Reply MAILBOX_FULL = Reply.of(452, "4.2.2", "the mailbox is full at present"); // RFC 3463 §3.3
    static final Reply MAILBOX_TOO_SMALL = Reply.of(552, "5.2.2", "the mailbox is full");
    static final Reply TOO_LARGE = Reply.of(552, "5.3.4", "the message is too large");
    static final Reply HEADER_TOO_LARGE = Reply.of(552, "5.3.4", "the header section is too large");
    static final Reply BARE_LINE_END = Reply.of(550, "5.6.0", "a line that does not end with CRLF"); // RFC 5321 §2.3.8
    static final Reply LOOP = Reply.of(554, "5.4.6", "too many hops: the message goes in circles");
    static final Reply NEEDS_SMTPUTF8 = Reply.of(553, "5.6.7", "this address needs SMTPUTF8"); // RFC 6531 §3.5
    static final Reply DISK_FULL = Reply.of(452, "4.3.1", "no room at present");
    static final Reply STORAGE_TROUBLE = Reply.of(451, "4.3.0", "cannot store it at present");
    static final Reply NOBODY_IN_FROM = Reply.of(550, "5.6.0", "the From field is missing"); // RFC 5322 §3.6

    static final Reply TALKED_FIRST = Reply.of(554, "5.5.0", "you spoke before you were greeted");
    static final Reply OUT_OF_STEP = Reply.of(554, "5.5.0", "you did not wait for the answer");
    static final Reply NOT_SMTP = Reply.of(554, "5.5.0", "this is not what you think it is");

    private Replies() {}

    static Reply of(int code, Reason reason) {
        return Reply.of(code, reason.enhancedCode(), reason.text());
    }

    /// RFC 5321 §4.1.1.11.
    static Reply unknownParameter(String keyword) {
        return Reply.of(555, "5.5.4", "parameter not known: " + keyword);
    }
}
