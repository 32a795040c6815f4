package org.sekisho.blocklist;

import java.time.Instant;
import java.util.Optional;
import org.sekisho.address.SyntaxError;

/// What an entry says of its subject. The entries of one import share one.
/// @param reason told to those who are refused and to those who ask the DNS: printable ASCII
/// @param until from then on the entry holds no more
public record Terms(Effect effect, Stage stage, String reason, Instant since, Optional<Instant> until, Origin origin) {
    public static final int MAX_REASON = 200; // octets: with the rest it fits one reply line (RFC 5321 §4.5.3.1.5)

    /// @throws SyntaxError a reason that cannot be told
    public Terms {
        if (reason.isBlank() || reason.length() > MAX_REASON || !isPrintable(reason)) {
            throw new SyntaxError("a reason has 1 to " + MAX_REASON
                    + " printable ASCII characters: those who are refused read it in an SMTP reply");
        }
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    /// A reason from what somebody else wrote.
    static String printable(String text) {
        var clean = new StringBuilder();
        text.strip().chars().limit(MAX_REASON).forEach(c -> clean.append(c >= ' ' && c < 127 ? (char) c : '?'));
        return clean.toString();
    }

    public boolean holdsAt(Instant now) {
        return until.isEmpty() || now.isBefore(until.get());
    }
}
