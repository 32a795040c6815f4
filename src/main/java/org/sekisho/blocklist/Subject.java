package org.sekisho.blocklist;

import java.net.InetAddress;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// Whom an entry is about. [#of] reads what `toString` prints.
public sealed interface Subject {
    /// Clients with these addresses.
    record Addresses(Network network) implements Subject {
        private static final int SITE = 64; // bits of an IPv6 address that one customer has at least, RFC 6177

        /// What one client can be held to: its address, or the IPv6 /64 in which it can choose any.
        public static Addresses ofClient(InetAddress client) {
            Prefix prefix = Prefix.of(client);
            return new Addresses((prefix.isV4() ? prefix : prefix.cut(SITE)).network());
        }

        @Override
        public String toString() {
            boolean one = network.length() == network.prefix().getAddress().length * 8;
            String text = network.toString();
            return one ? text.substring(0, text.indexOf('/')) : text;
        }
    }

    /// Senders of this domain, and clients that introduce themselves by its name.
    /// @param below those of its subdomains as well: written with a dot before it
    record Names(Domain domain, boolean below) implements Subject {
        @Override
        public String toString() {
            return (below ? "." : "") + domain;
        }
    }

    /// One sender; upper and lower case are the same.
    record Sender(Mailbox mailbox) implements Subject {
        public Sender {
            mailbox = new Mailbox(folded(mailbox.localPart()), mailbox.host());
        }

        /// Only ASCII letters: others may change their length.
        private static LocalPart folded(LocalPart localPart) {
            if (localPart.value().chars().noneMatch(c -> c >= 'A' && c <= 'Z')) {
                return localPart;
            }
            var lower = new StringBuilder();
            localPart.value().chars().forEach(c -> lower.append((char) (c >= 'A' && c <= 'Z' ? c | 0x20 : c)));
            return new LocalPart(lower.toString());
        }

        @Override
        public String toString() {
            return mailbox.toString();
        }
    }

    /// Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`, `spam.example`, `.spam.example` or
    /// `somebody@spam.example`.
    /// @throws SyntaxError anything else
    static Subject of(String text) {
        if (text.indexOf('@') >= 0) {
            return new Sender(Mailbox.of(text));
        }
        if (text.indexOf(':') >= 0 || text.matches("[0-9.]*(/.*)?")) {
            return new Addresses(Network.of(text));
        }
        boolean below = text.startsWith(".");
        return new Names(Domain.of(below ? text.substring(1) : text), below);
    }
}
