package org.sekisho.qmail;

import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;

/// What becomes of mail for addresses of a domain that nobody has: `.qmail-default`.
public record CatchAll(Place place, Domain domain, Action action) {
    public sealed interface Action {}

    /// It goes back to its sender, after it was accepted.
    public record Bounce() implements Action {}

    /// It is thrown away.
    public record Discard() implements Action {}

    public record Forward(List<Mailbox> members) implements Action {
        public Forward {
            members = List.copyOf(members);
        }
    }
}
