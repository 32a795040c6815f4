package org.sekisho.audit.relay;

import java.util.Locale;
import java.util.Optional;
import org.sekisho.address.SyntaxError;

/// A server as a person writes it: `HOST[:PORT]`, or with the service in front, which says the port and whether
/// TLS comes first: `submissions://HOST`.
/// @param server `HOST` or `HOST:PORT`
/// @param port when none is written
/// @param tls empty: what is usual at the port
public record ServerName(String server, int port, Optional<TlsUse> tls) {
    private static final int SMTP = 25;
    private static final int SUBMISSION = 587; // RFC 6409 §3.1
    private static final int SUBMISSIONS = 465; // RFC 8314 §7.3

    /// @throws SyntaxError another service
    public static ServerName of(String written) {
        int end = written.indexOf("://");
        if (end < 0) {
            return new ServerName(written, SMTP, Optional.empty());
        }
        String server = written.substring(end + 3);
        return switch (written.substring(0, end).toLowerCase(Locale.ROOT)) {
            case "smtp" -> new ServerName(server, SMTP, Optional.of(TlsUse.OFF));
            case "submission" -> new ServerName(server, SUBMISSION, Optional.of(TlsUse.OFF));
            case "submissions" -> new ServerName(server, SUBMISSIONS, Optional.of(TlsUse.IMPLICIT));
            default ->
                throw new SyntaxError(
                        "\"" + written + "\": the service is smtp, submission or submissions, or left out");
        };
    }
}
