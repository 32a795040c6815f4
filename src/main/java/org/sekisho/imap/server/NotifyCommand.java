package org.sekisho.imap.server;

import java.io.IOException;
import java.util.Optional;
import org.sekisho.imap.Command;
import org.sekisho.imap.NotifyEvents;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;

/// NOTIFY (RFC 5465 §3.1). A command that is refused leaves what was asked for before.
final class NotifyCommand {
    private final Dialogue dialogue;

    NotifyCommand(Dialogue dialogue) {
        this.dialogue = dialogue;
    }

    Completion none() {
        dialogue.user().hears(Optional.empty());
        return Completion.ok("nothing is told any more");
    }

    Completion set(Command.NotifySet command, Optional<SelectedMailbox> selected) throws IOException {
        NotifyGroups groups = new NotifyGroups(command.groups());
        boolean unknown = command.groups().stream()
                .map(NotifyEvents.Group::events)
                .anyMatch(events -> !events.unknown().isEmpty()
                        || !Notifications.supported().containsAll(events.events()));
        if (unknown) {
            return Completion.no(
                    new ResponseCode.BadEvent(Notifications.supported().stream()
                            .map(NotifyEvents.Event::text)
                            .toList()),
                    "such events are not told here");
        }
        Optional<String> malformed = groups.malformed();
        if (malformed.isPresent()) {
            return Completion.bad(malformed.get());
        }
        Notifications notifications = new Notifications(dialogue, groups);
        boolean begun = false;
        try {
            begun = notifications.begin();
        } finally {
            if (!begun) {
                notifications.close();
            }
        }
        if (!begun) {
            return Completion.no(Plain.NOTIFICATIONOVERFLOW, "too many mailboxes");
        }
        notifications.select(selected);
        dialogue.user().hears(Optional.of(notifications));
        if (command.status()) {
            notifications.tellStatus();
        }
        return Completion.ok("changes are told");
    }
}
