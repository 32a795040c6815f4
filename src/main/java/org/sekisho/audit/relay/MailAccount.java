package org.sekisho.audit.relay;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.sekisho.address.SyntaxError;

/// A mailbox elsewhere, as a person writes it: `imaps://taro@example.net@imap.example.net:993`. The last `@` ends
/// the name; within it `%40` may stand for the others.
/// @param user the name to log in with
/// @param server `HOST` or `HOST:PORT`
public record MailAccount(Protocol protocol, String user, String server) {
    /// How it is read. The ports: RFC 9051 §11, RFC 1939 §3, RFC 8314 §3.
    public enum Protocol {
        IMAP("imap", 143),
        IMAPS("imaps", 993),
        POP3("pop3", 110),
        POP3S("pop3s", 995);

        private final String scheme;
        private final int port;

        Protocol(String scheme, int port) {
            this.scheme = scheme;
            this.port = port;
        }

        String scheme() {
            return scheme;
        }

        public int port() {
            return port;
        }

        boolean isImap() {
            return this == IMAP || this == IMAPS;
        }

        boolean isImplicitTls() {
            return this == IMAPS || this == POP3S;
        }
    }

    /// @throws SyntaxError not of that form, or with a password
    public static MailAccount of(String url) {
        int scheme = url.indexOf("://");
        String rest = scheme < 0 ? "" : url.substring(scheme + 3);
        int at = rest.lastIndexOf('@');
        for (Protocol protocol : Protocol.values()) {
            if (scheme > 0 && url.substring(0, scheme).equals(protocol.scheme()) && at > 0) {
                String user = rest.substring(0, at);
                if (user.indexOf(':') >= 0) {
                    throw new SyntaxError("a password does not belong on a command line, where every user of the"
                            + " machine can see it: write it into a file for --confirm-password-file");
                }
                return new MailAccount(protocol, decoded(user), rest.substring(at + 1));
            }
        }
        throw new SyntaxError("--confirm is written imaps://USER@HOST[:PORT], or with imap, pop3 or pop3s");
    }

    private static String decoded(String user) {
        try {
            return URLDecoder.decode(user.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new SyntaxError("\"" + user + "\": what follows % must be two hexadecimal digits");
        }
    }
}
