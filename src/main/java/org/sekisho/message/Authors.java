package org.sekisho.message;

import java.util.List;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// Which addresses a message claims in From. What two mail programs could read differently is no claim but
/// malformed: several From fields, an address in the display name, a comment or a source route inside an address.
/// Our own parser instead of a library's: libraries mend what is broken, and here what is broken must be told.
/// RFC 5322 §3.6.2, §3.4; groups as RFC 6854 allows them.
public sealed interface Authors {
    /// @param mailboxes at least one
    record Named(List<Mailbox> mailboxes) implements Authors {
        public Named {
            mailboxes = List.copyOf(mailboxes);
        }
    }

    /// There is no From field.
    record Missing() implements Authors {}

    /// @param why for the reply
    record Malformed(String why) implements Authors {}

    /// @param bodies of all From fields, unfolded
    static Authors of(List<String> bodies) {
        if (bodies.isEmpty()) {
            return new Missing();
        }
        if (bodies.size() > 1) {
            return new Malformed("more than one From field");
        }
        try {
            var mailboxes = new AddressListParser(bodies.getFirst()).addresses();
            return mailboxes.isEmpty() ? new Malformed("From names nobody") : new Named(mailboxes);
        } catch (SyntaxError e) {
            return new Malformed("From: " + e.getMessage());
        }
    }
}
