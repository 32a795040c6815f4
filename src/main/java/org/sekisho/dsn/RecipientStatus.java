package org.sekisho.dsn;

import java.time.Instant;
import java.util.Optional;
import org.sekisho.address.Mailbox;

/// What became of one recipient. RFC 3464 §2.3.
/// @param recipient as we tried it
/// @param originalRecipient ORCPT, `type;address` with the xtext undone
/// @param status RFC 3463, for example `5.1.1`
/// @param remoteMta who said so, when somebody else did
/// @param reply of that server, or our own reason
/// @param lastAttempt when we tried
/// @param willRetryUntil only with DELAYED
public record RecipientStatus(
        Mailbox recipient,
        Optional<String> originalRecipient,
        Action action,
        String status,
        Optional<String> remoteMta,
        String reply,
        Optional<Instant> lastAttempt,
        Optional<Instant> willRetryUntil) {
    /// RFC 3464 §2.3.3.
    public enum Action {
        FAILED("failed"),
        DELAYED("delayed"),
        DELIVERED("delivered"),
        /// Handed to a server that does not promise notifications.
        RELAYED("relayed"),
        /// Delivered to an alias's or a list's members.
        EXPANDED("expanded");

        private final String word;

        Action(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }
}
