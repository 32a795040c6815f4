package org.sekisho.imap;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sekisho.address.SyntaxError;

/// NOTIFY. RFC 5465 §8.
final class NotifyGrammar {
    private final CommandScanner scanner;

    NotifyGrammar(CommandScanner scanner) {
        this.scanner = scanner;
    }

    Command command() {
        return switch (scanner.word("SET or NONE")) {
            case "NONE" -> new Command.NotifyNone();
            case "SET" -> set();
            default -> throw new SyntaxError("expected SET or NONE");
        };
    }

    private Command set() {
        scanner.space();
        boolean status = scanner.skipWord("STATUS");
        if (status) {
            scanner.space();
        }
        var groups = new ArrayList<NotifyEvents.Group>();
        do {
            scanner.expect('(');
            NotifyEvents.Mailboxes mailboxes = mailboxes();
            scanner.space();
            groups.add(new NotifyEvents.Group(mailboxes, events()));
            scanner.expect(')');
        } while (scanner.skip(' '));
        return new Command.NotifySet(status, groups);
    }

    private NotifyEvents.Mailboxes mailboxes() {
        return switch (scanner.word("mailboxes")) {
            case "SELECTED" -> new NotifyEvents.Mailboxes.Selected();
            case "SELECTED-DELAYED" -> new NotifyEvents.Mailboxes.SelectedDelayed();
            case "INBOXES" -> new NotifyEvents.Mailboxes.Inboxes();
            case "PERSONAL" -> new NotifyEvents.Mailboxes.Personal();
            case "SUBSCRIBED" -> new NotifyEvents.Mailboxes.Subscribed();
            case "SUBTREE" -> new NotifyEvents.Mailboxes.Subtree(names());
            case "MAILBOXES" -> new NotifyEvents.Mailboxes.Named(names());
            default -> throw new SyntaxError("there are no such mailboxes");
        };
    }

    private List<String> names() {
        scanner.space();
        var names = new ArrayList<String>();
        if (scanner.at('(')) {
            scanner.fullList("a mailbox name", () -> names.add(scanner.mailbox()));
        } else {
            names.add(scanner.mailbox());
        }
        return names;
    }

    private NotifyEvents events() {
        if (scanner.skipWord("NONE")) {
            return new NotifyEvents(Set.of(), List.of(), List.of());
        }
        Set<NotifyEvents.Event> events = EnumSet.noneOf(NotifyEvents.Event.class);
        var items = new ArrayList<FetchItem>();
        var unknown = new ArrayList<String>();
        scanner.fullList("an event", () -> {
            String name = scanner.atom("an event");
            NotifyEvents.Event.of(name).ifPresentOrElse(events::add, () -> unknown.add(name));
            if (events.contains(NotifyEvents.Event.MESSAGE_NEW) && scanner.startsWith(" (")) {
                scanner.space();
                items.addAll(new FetchGrammar(scanner).itemList());
            }
        });
        return new NotifyEvents(events, items, unknown);
    }
}
