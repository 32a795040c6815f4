package org.sekisho.doctor;

import java.util.Optional;

/// Where a message came from, as its own trace, its queue file or the log says. What is not known is empty.
/// @param user the login it was sent with
/// @param authenticated whether it is said that the login was checked; otherwise `user` may be no more than what
///     an ident server (RFC 1413) answered
/// @param credential the app password, where the account has several
/// @param list the forwarding rule or list that sent it on, and who answers for it
/// @param script what sent it on this machine: the PHP script, as PHP itself noted, or a program
/// @param client the address it was received from
/// @param uid the user of the machine who put it into the queue
public record Origin(
        Way way,
        String user,
        boolean authenticated,
        String credential,
        String list,
        String script,
        String client,
        String uid) {
    public static final Origin UNKNOWN = of(Way.UNKNOWN);

    /// How it came into the queue.
    public enum Way {
        NETWORK,
        LOCAL,
        /// Sent on by a forwarding rule or a list.
        ALIAS,
        /// A notification that the server itself made.
        BOUNCE,
        UNKNOWN
    }

    /// What can be responsible; what says most comes first.
    public enum Kind {
        USER,
        LIST,
        SCRIPT,
        CLIENT,
        UID
    }

    /// Nothing else is known.
    public static Origin of(Way way) {
        return new Origin(way, "", false, "", "", "", "", "");
    }

    /// From another machine.
    public static Origin network(String client, String user, boolean authenticated, String credential) {
        return new Origin(Way.NETWORK, user, authenticated, credential, "", "", client, "");
    }

    /// From a process of this machine.
    public static Origin local(String uid, String script) {
        return new Origin(Way.LOCAL, "", false, "", "", script, "", uid);
    }

    public static Origin list(String list) {
        return new Origin(Way.ALIAS, "", false, "", list, "", "", "");
    }

    Optional<String> name(Kind kind) {
        String name = switch (kind) {
            case USER -> user;
            case LIST -> list;
            case SCRIPT -> script;
            case CLIENT -> client;
            case UID -> uid;
        };
        return Optional.of(name).filter(known -> !known.isEmpty());
    }

    /// The first that is known of those that can be responsible.
    Optional<Responsible> responsible() {
        for (Kind kind : Kind.values()) {
            Optional<String> name = name(kind);
            if (name.isPresent()) {
                return Optional.of(new Responsible(kind, name.get()));
            }
        }
        return Optional.empty();
    }
}
