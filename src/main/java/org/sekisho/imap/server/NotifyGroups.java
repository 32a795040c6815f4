package org.sekisho.imap.server;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.imap.FetchItem;
import org.sekisho.imap.NotifyEvents;
import org.sekisho.imap.NotifyEvents.Event;
import org.sekisho.imap.NotifyEvents.Group;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Namespace;

/// Of which mailboxes a client wants to hear what (RFC 5465 §5, §6).
/// @param groups as sent, the first that has a mailbox is the one that counts
record NotifyGroups(List<Group> groups) {
    private static final Set<Event> OF_MESSAGES = Set.of(Event.MESSAGE_NEW, Event.MESSAGE_EXPUNGE, Event.FLAG_CHANGE);

    NotifyGroups {
        groups = List.copyOf(groups);
    }

    /// Why the client may not ask so (RFC 5465 §5, §6.1, §8).
    Optional<String> malformed() {
        if (groups.stream().filter(NotifyGroups::isOfSelected).count() > 1) {
            return Optional.of("SELECTED may be there once");
        }
        return groups.stream().flatMap(group -> malformed(group).stream()).findFirst();
    }

    private static Optional<String> malformed(Group group) {
        Set<Event> events = group.events().events();
        boolean isNew = events.contains(Event.MESSAGE_NEW);
        if (isNew != events.contains(Event.MESSAGE_EXPUNGE)) {
            return Optional.of("MessageNew and MessageExpunge go together");
        }
        if (!isNew && events.contains(Event.FLAG_CHANGE)) {
            return Optional.of("FlagChange needs MessageNew and MessageExpunge");
        }
        if (isOfSelected(group)) {
            return OF_MESSAGES.containsAll(events) ? Optional.empty() : Optional.of("SELECTED is about messages only");
        }
        return group.events().messageNew().isEmpty()
                ? Optional.empty()
                : Optional.of("messages are fetched from the selected mailbox only");
    }

    private static boolean isOfSelected(Group group) {
        return group.mailboxes() instanceof NotifyEvents.Mailboxes.Selected
                || group.mailboxes() instanceof NotifyEvents.Mailboxes.SelectedDelayed;
    }

    private Optional<Group> ofSelected() {
        return groups.stream().filter(NotifyGroups::isOfSelected).findFirst();
    }

    /// Of the selected mailbox; none without SELECTED.
    Set<Event> selected() {
        return ofSelected().map(group -> group.events().events()).orElse(Set.of());
    }

    /// Whether expunges wait until a command lets them be told.
    boolean isDelayed() {
        return ofSelected()
                .filter(group -> group.mailboxes() instanceof NotifyEvents.Mailboxes.SelectedDelayed)
                .isPresent();
    }

    List<FetchItem> messageNew() {
        return ofSelected().map(group -> group.events().messageNew()).orElse(List.of());
    }

    /// Of a mailbox that is not selected; empty: nothing.
    Set<Event> events(String name, Set<String> subscriptions) {
        return groups.stream()
                .filter(group -> !isOfSelected(group) && has(group.mailboxes(), name, subscriptions))
                .findFirst()
                .map(group -> group.events().events())
                .orElse(Set.of());
    }

    private static boolean has(NotifyEvents.Mailboxes mailboxes, String name, Set<String> subscriptions) {
        return switch (mailboxes) {
            case NotifyEvents.Mailboxes.Selected(), NotifyEvents.Mailboxes.SelectedDelayed() -> false;
            case NotifyEvents.Mailboxes.Inboxes() -> name.equals(MailboxName.INBOX.value());
            case NotifyEvents.Mailboxes.Personal() ->
                !name.startsWith(Namespace.OTHERS.prefix()) && !name.startsWith(Namespace.PUBLIC.prefix());
            case NotifyEvents.Mailboxes.Subscribed() -> subscriptions.contains(name);
            case NotifyEvents.Mailboxes.Subtree(var roots) ->
                roots.stream().anyMatch(root -> name.equals(root) || name.startsWith(root + MailboxName.SEPARATOR));
            case NotifyEvents.Mailboxes.Named(var names) -> names.contains(name);
        };
    }
}
