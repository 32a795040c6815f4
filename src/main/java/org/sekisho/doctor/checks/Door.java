package org.sekisho.doctor.checks;

import java.net.InetSocketAddress;
import org.sekisho.address.IpAddress;

/// A place where the server listens.
/// @param known from its settings; else only guessed, and nothing follows from it being closed or another's
public record Door(Speech speech, InetSocketAddress address, boolean known) {
    /// What is spoken there, and so how TLS begins.
    public enum Speech {
        SMTP(false),
        SUBMISSION(true),
        POP3(true),
        IMAP(true),
        /// Whatever it is, under TLS from the first octet (RFC 8314).
        TLS(true);

        private final boolean people;

        Speech(boolean people) {
            this.people = people;
        }

        /// Whether people's programs connect there, which look at certificates as browsers do.
        boolean isForPeople() {
            return people;
        }
    }

    /// `127.0.0.1:25`
    @Override
    public String toString() {
        String host = IpAddress.print(address.getAddress());
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
