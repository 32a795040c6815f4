package org.sekisho.imap.server;

import java.util.List;
import java.util.Optional;
import org.sekisho.imap.CommandError;
import org.sekisho.imap.Condition;
import org.sekisho.imap.ResponseCode;

/// The answer that ends a command (RFC 9051 §7.1).
/// @param text for people, one line; names no internals
record Completion(Condition condition, Optional<ResponseCode> code, String text) {
    static Completion ok(String text) {
        return new Completion(Condition.OK, Optional.empty(), text);
    }

    static Completion ok(ResponseCode code, String text) {
        return new Completion(Condition.OK, Optional.of(code), text);
    }

    static Completion no(String text) {
        return new Completion(Condition.NO, Optional.empty(), text);
    }

    static Completion no(ResponseCode code, String text) {
        return new Completion(Condition.NO, Optional.of(code), text);
    }

    static Completion bad(String text) {
        return new Completion(Condition.BAD, Optional.empty(), text);
    }

    static Completion bad(ResponseCode code, String text) {
        return new Completion(Condition.BAD, Optional.of(code), text);
    }

    /// The answer to what is no command.
    static Completion of(CommandError error) {
        return switch (error.kind()) {
            case SYNTAX -> bad(error.text());
            case CHARSET -> no(new ResponseCode.BadCharset(List.of()), error.text());
            case MAILBOX_NAME -> no(ResponseCode.Plain.CANNOT, error.text());
        };
    }

    boolean isOk() {
        return condition == Condition.OK;
    }
}
