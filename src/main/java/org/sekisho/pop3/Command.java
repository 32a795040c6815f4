package org.sekisho.pop3;

import java.util.Optional;
import java.util.OptionalInt;
import org.sekisho.events.Secret;

/// A POP3 command. RFC 1939 §5-7, RFC 2449, 2595, 5034, 6856. Message numbers are 1 or more; whether there is
/// such a message is the session's business. [CommandParser] reads it, `toString` prints it as a client sends it.
public sealed interface Command {
    /// The keyword alone, for the log: arguments may be secrets.
    default String keyword() {
        String text = toString();
        int space = text.indexOf(' ');
        return space < 0 ? text : text.substring(0, space);
    }

    record Capa() implements Command {
        @Override
        public String toString() {
            return "CAPA";
        }
    }

    record Stls() implements Command {
        @Override
        public String toString() {
            return "STLS";
        }
    }

    /// @param name UTF-8, as RFC 6856 §2.2 allows
    record User(String name) implements Command {
        @Override
        public String toString() {
            return "USER " + name;
        }
    }

    /// Everything behind the first space belongs to the password (RFC 1939 §7).
    record Pass(Secret password) implements Command {
        @Override
        public String toString() {
            return "PASS " + password; // prints as ***
        }
    }

    /// @param initialResponse as sent, base64 or `=` (RFC 5034 §4)
    record Auth(String mechanism, Optional<Secret> initialResponse) implements Command {
        @Override
        public String toString() {
            return "AUTH " + mechanism
                    + initialResponse.map(response -> " " + response).orElse("");
        }
    }

    /// AUTH without a mechanism: asks for the list, which RFC 1734's clients did and many still do.
    record AuthList() implements Command {
        @Override
        public String toString() {
            return "AUTH";
        }
    }

    /// RFC 6856 §2.1.
    record Utf8() implements Command {
        @Override
        public String toString() {
            return "UTF8";
        }
    }

    record Stat() implements Command {
        @Override
        public String toString() {
            return "STAT";
        }
    }

    record List(OptionalInt message) implements Command {
        @Override
        public String toString() {
            return "LIST" + (message.isPresent() ? " " + message.getAsInt() : "");
        }
    }

    record Uidl(OptionalInt message) implements Command {
        @Override
        public String toString() {
            return "UIDL" + (message.isPresent() ? " " + message.getAsInt() : "");
        }
    }

    record Retr(int message) implements Command {
        @Override
        public String toString() {
            return "RETR " + message;
        }
    }

    /// @param lines of the body, 0 or more
    record Top(int message, int lines) implements Command {
        @Override
        public String toString() {
            return "TOP " + message + " " + lines;
        }
    }

    record Dele(int message) implements Command {
        @Override
        public String toString() {
            return "DELE " + message;
        }
    }

    record Rset() implements Command {
        @Override
        public String toString() {
            return "RSET";
        }
    }

    record Noop() implements Command {
        @Override
        public String toString() {
            return "NOOP";
        }
    }

    record Quit() implements Command {
        @Override
        public String toString() {
            return "QUIT";
        }
    }
}
