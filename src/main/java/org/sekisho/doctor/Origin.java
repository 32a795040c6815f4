package org.sekisho.doctor;

import java.util.Optional;

/// Where a message in the queue came from, as its own trace says. What is not known is empty.
/// @param user the login it was sent with
/// @param authenticated whether the trace says that the login was checked; otherwise `user` may be no more than
///     what an ident server (RFC 1413) answered
/// @param script the PHP script that sent it, as PHP itself noted
/// @param client the address it was received from
/// @param uid the user of the machine who put it into the queue
public record Origin(Way way, String user, boolean authenticated, String script, String client, String uid) {
    static final Origin UNKNOWN = new Origin(Way.UNKNOWN, "", false, "", "", "");

    /// How it came into the queue.
    public enum Way {
        NETWORK,
        LOCAL,
        /// Forwarded by the user `alias`.
        ALIAS,
        /// A notification that qmail-send made.
        BOUNCE,
        UNKNOWN
    }

    /// What can be responsible; what says most comes first.
    public enum Kind {
        USER,
        SCRIPT,
        CLIENT,
        UID
    }

    Optional<String> name(Kind kind) {
        String name = switch (kind) {
            case USER -> user;
            case SCRIPT -> script;
            case CLIENT -> client;
            case UID -> uid;
        };
        return Optional.of(name).filter(known -> !known.isEmpty());
    }
}
