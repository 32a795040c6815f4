package org.sekisho.imap;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which events the client wants of some mailboxes. RFC 5465 §5.
/// @param events empty for NONE
/// @param messageNew what to fetch of new messages in the selected mailbox
/// @param unknown names of events that there are not: NO [BADEVENT (…)]
public record NotifyEvents(Set<Event> events, List<FetchItem> messageNew, List<String> unknown) {
    public enum Event {
        MESSAGE_NEW("MessageNew"),
        MESSAGE_EXPUNGE("MessageExpunge"),
        FLAG_CHANGE("FlagChange"),
        MAILBOX_NAME("MailboxName"),
        SUBSCRIPTION_CHANGE("SubscriptionChange"),
        MAILBOX_METADATA_CHANGE("MailboxMetadataChange"),
        SERVER_METADATA_CHANGE("ServerMetadataChange");

        private final String text;

        Event(String text) {
            this.text = text;
        }

        /// Case does not count.
        static Optional<Event> of(String name) {
            return Arrays.stream(values())
                    .filter(event -> event.text.equalsIgnoreCase(name))
                    .findFirst();
        }

        /// As IMAP prints it.
        public String text() {
            return text;
        }
    }

    public NotifyEvents {
        var copy = EnumSet.noneOf(Event.class);
        copy.addAll(events);
        events = Collections.unmodifiableSet(copy);
        messageNew = List.copyOf(messageNew);
        unknown = List.copyOf(unknown);
    }

    /// Events of some mailboxes.
    public record Group(Mailboxes mailboxes, NotifyEvents events) {}

    /// RFC 5465 §6.
    public sealed interface Mailboxes {
        /// The selected mailbox, at once.
        record Selected() implements Mailboxes {}

        /// The selected mailbox, expunges only when the client may hear of them.
        record SelectedDelayed() implements Mailboxes {}

        /// Every mailbox that mail may be delivered to.
        record Inboxes() implements Mailboxes {}

        /// Every mailbox of the user's own.
        record Personal() implements Mailboxes {}

        record Subscribed() implements Mailboxes {}

        /// These and what is below them.
        record Subtree(List<String> names) implements Mailboxes {
            public Subtree {
                names = List.copyOf(names);
            }
        }

        record Named(List<String> names) implements Mailboxes {
            public Named {
                names = List.copyOf(names);
            }
        }
    }
}
