package org.sekisho.imap.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.sekisho.address.SyntaxError;
import org.sekisho.imap.Command;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.Rights;
import org.sekisho.mailbox.Access;
import org.sekisho.mailbox.AccessLists;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.RightsChange;

/// GETACL, SETACL, DELETEACL, LISTRIGHTS and MYRIGHTS (RFC 4314 §3). Identifiers are addresses of this server, and
/// `anyone`.
final class AclCommands {
    /// Each may be given by itself; the last two are what clients of RFC 2086 ask for (RFC 4314 §2.1.1).
    private static final List<String> OBSOLETE = List.of("c", "d");

    private final Dialogue dialogue;
    private final AccessLists lists;

    AclCommands(Dialogue dialogue) {
        this.dialogue = dialogue;
        this.lists = dialogue.server().accessLists();
    }

    private interface ForEntry {
        Completion run(Entry entry);
    }

    /// @param enough what the command needs (RFC 4314 §4)
    private Completion with(String mailbox, Predicate<org.sekisho.mailbox.Rights> enough, ForEntry command) {
        Access access = dialogue.server().tree().access(dialogue.account(), mailbox, enough);
        return access instanceof Access.Granted(var entry) ? command.run(entry) : Dialogue.refusal(access);
    }

    private Completion administering(String mailbox, ForEntry command) {
        return with(mailbox, rights -> rights.has(Right.ADMINISTER), command);
    }

    /// As above, when the user may hear whether there is anybody called so.
    private Completion administering(String mailbox, String identifier, ForEntry command) {
        return administering(
                mailbox,
                entry -> lists.mayName(dialogue.account(), entry, identifier)
                        ? command.run(entry)
                        : Completion.no(
                                Plain.CANNOT, "with accounts of other domains the administrator shares mailboxes"));
    }

    Completion get(Command.GetAcl command) {
        return administering(command.mailbox(), entry -> {
            Map<String, Rights> shown = new LinkedHashMap<>();
            lists.entries(entry).forEach(one -> shown.put(one.identifier(), shown(one.rights())));
            dialogue.responses().acl(command.mailbox(), shown);
            return Completion.ok("told");
        });
    }

    private static Rights shown(org.sekisho.mailbox.Rights rights) {
        return new Rights(rights.shown());
    }

    Completion set(Command.SetAcl command) {
        RightsChange change;
        try {
            var rights = org.sekisho.mailbox.Rights.parse(command.rights().letters());
            change = new RightsChange(FlagsText.mode(command.mode()), rights);
        } catch (SyntaxError e) {
            return Completion.bad(String.valueOf(e.getMessage())); // RFC 4314 §3.1
        }
        return change(command.mailbox(), command.identifier(), change);
    }

    Completion delete(Command.DeleteAcl command) {
        return change(command.mailbox(), command.identifier(), RightsChange.none());
    }

    private Completion change(String mailbox, String identifier, RightsChange change) {
        return administering(mailbox, identifier, entry -> switch (lists.set(entry, identifier, change)) {
            case AccessLists.Outcome.Done _ -> Completion.ok("changed");
            case AccessLists.Outcome.NoSuchMailbox() -> Dialogue.refusal(new Access.NonExistent());
            case AccessLists.Outcome.NoSuchUser() -> nobody();
            case AccessLists.Outcome.NotAllowed(var why) -> Completion.no(Plain.CANNOT, why);
        });
    }

    private static Completion nobody() {
        return Completion.no(Plain.CANNOT, "nobody here is called so");
    }

    Completion listRights(Command.ListRights command) {
        return administering(command.mailbox(), command.identifier(), entry -> {
            Optional<AccessLists.Possible> possible = lists.possible(entry, command.identifier());
            if (possible.isEmpty()) {
                return nobody();
            }
            org.sekisho.mailbox.Rights each = possible.get().possible();
            List<Rights> optional = Stream.concat(
                            each.letters().chars().mapToObj(Character::toString),
                            each.isEmpty() ? Stream.of() : OBSOLETE.stream())
                    .map(Rights::new)
                    .toList();
            dialogue.responses()
                    .listRights(
                            command.mailbox(),
                            command.identifier(),
                            shown(possible.get().always()),
                            optional);
            return Completion.ok("told");
        });
    }

    Completion myRights(Command.MyRights command) {
        return with(command.mailbox(), org.sekisho.mailbox.Rights::maySeeOwnRights, entry -> {
            dialogue.responses().myRights(command.mailbox(), shown(entry.rights()));
            return Completion.ok("told");
        });
    }
}
