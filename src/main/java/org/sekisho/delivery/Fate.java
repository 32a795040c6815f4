package org.sekisho.delivery;

import java.util.Optional;
import org.sekisho.dsn.RecipientStatus;

/// What an attempt came to for one recipient.
sealed interface Fate {
    /// Nothing more to do.
    /// @param told what a sender hears who asked for news of success (RFC 3461 §5.2); empty where the next server
    /// tells
    record Done(String note, Optional<RecipientStatus.Action> told) implements Fate {}

    /// Tried again later.
    /// @param host who said so, when somebody else did
    record Deferred(String enhancedCode, String note, Optional<String> host) implements Fate {}

    record Failed(String enhancedCode, String note, Optional<String> host) implements Fate {}
}
