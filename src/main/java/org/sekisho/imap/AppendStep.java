package org.sekisho.imap;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/// What [AppendParser] has found next, in the order of the command: `Target (Message (Text | Url)… MessageEnd)…
/// End`, with a `NameLiteral` wherever a mailbox name or a URL comes as a literal.
public sealed interface AppendStep {
    /// Where to. Always the first step (but for its own name's literal).
    /// @param replaced with REPLACE: the message that makes way (RFC 8508)
    record Target(String mailbox, Optional<Replaced> replaced) implements AppendStep {}

    /// @param number message number or UID; 0 for `*`, the last message
    record Replaced(boolean uid, long number) {}

    /// A literal that belongs to the command itself: read it into memory and call [AppendParser#literal].
    record NameLiteral(Literal literal) implements AppendStep {}

    /// A message begins.
    /// @param flags may be empty
    /// @param date without it, now
    /// @param utf8 sent as UTF8 (…) (RFC 6855 §4): its header may have UTF-8
    record Message(List<String> flags, Optional<OffsetDateTime> date, boolean utf8) implements AppendStep {
        public Message {
            flags = List.copyOf(flags);
        }
    }

    /// The next octets of the message come as a literal: take them, read the line behind them and call
    /// [AppendParser#line].
    record Text(Literal literal) implements AppendStep {}

    /// The next octets of the message are those that the URL names. CATENATE, RFC 4469.
    record Url(String url) implements AppendStep {}

    /// The message is complete.
    record MessageEnd() implements AppendStep {}

    /// The command is complete.
    record End() implements AppendStep {}
}
