package org.sekisho.imap.server;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.SyntaxError;
import org.sekisho.imap.Command;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.MailboxTree;
import org.sekisho.mailbox.Namespace;
import org.sekisho.mailbox.SpecialUse;
import org.sekisho.mailbox.TreeChange;

/// CREATE, DELETE, RENAME, SUBSCRIBE, UNSUBSCRIBE and NAMESPACE (RFC 9051 §6.3.4 to §6.3.8, §6.3.10).
final class MailboxCommands {
    private final Dialogue dialogue;
    private final MailboxTree tree;

    MailboxCommands(Dialogue dialogue) {
        this.dialogue = dialogue;
        this.tree = dialogue.server().tree();
    }

    Completion create(Command.Create command) {
        Set<SpecialUse> uses = new HashSet<>();
        for (String word : command.use()) {
            Optional<SpecialUse> use = Arrays.stream(SpecialUse.values())
                    .filter(each -> each.attribute().equalsIgnoreCase(word))
                    .findFirst();
            if (use.isEmpty()) {
                return Completion.no(Plain.USEATTR, "there is no such special use"); // RFC 6154 §3
            }
            uses.add(use.get());
        }
        TreeChange change = tree.create(dialogue.account(), command.mailbox(), uses);
        return change instanceof TreeChange.Done(var entry)
                ? Completion.ok(new ResponseCode.MailboxId(entry.id().value()), "created") // RFC 8474 §4.1
                : answer(change, "");
    }

    Completion delete(Command.Delete command) {
        return answer(tree.remove(dialogue.account(), command.mailbox()), "deleted");
    }

    /// INBOX gives its messages away and is there again, empty (RFC 9051 §6.3.6).
    Completion rename(Command.Rename command) {
        TreeChange change = tree.rename(dialogue.account(), command.from(), command.to());
        if (change instanceof TreeChange.Done
                && dialogue.mailboxes().inbox(dialogue.account()).isEmpty()) {
            tree.create(dialogue.account(), MailboxName.INBOX.value(), Set.of());
        }
        return answer(change, "renamed");
    }

    private static Completion answer(TreeChange change, String done) {
        return switch (change) {
            case TreeChange.Done _ -> Completion.ok(done);
            case TreeChange.AlreadyExists() -> Completion.no(Plain.ALREADYEXISTS, "there is such a mailbox already");
            case TreeChange.NonExistent() -> Completion.no(Plain.NONEXISTENT, "no such mailbox");
            case TreeChange.NoPermission() -> Completion.no(Plain.NOPERM, "you may not do that there");
            case TreeChange.NotAllowed(var why) -> Completion.no(Plain.CANNOT, why);
            case TreeChange.UseNotAllowed(var why) -> Completion.no(Plain.USEATTR, why);
        };
    }

    Completion subscribe(Command.Subscribe command) {
        try {
            return tree.subscribe(dialogue.account(), command.mailbox())
                    ? Completion.ok("subscribed")
                    : Completion.no(Plain.LIMIT, "too many subscriptions");
        } catch (SyntaxError e) {
            return Completion.no(Plain.CANNOT, String.valueOf(e.getMessage()));
        }
    }

    Completion unsubscribe(Command.Unsubscribe command) {
        try {
            tree.unsubscribe(dialogue.account(), command.mailbox());
            return Completion.ok("unsubscribed");
        } catch (SyntaxError e) {
            return Completion.no(Plain.CANNOT, String.valueOf(e.getMessage()));
        }
    }

    Completion namespace() {
        dialogue.responses()
                .namespace(
                        List.of(Namespace.PERSONAL.prefix()),
                        List.of(Namespace.OTHERS.prefix()),
                        List.of(Namespace.PUBLIC.prefix()));
        return Completion.ok("told");
    }
}
