package org.sekisho.imap.server;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sekisho.imap.Command;
import org.sekisho.imap.ListResponse;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.SelectParameters.QResync;
import org.sekisho.mailbox.Access;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.Rights;

/// SELECT and EXAMINE (RFC 9051 §6.3.2, §6.3.3, RFC 7162 §3.2.5).
final class SelectCommand {
    sealed interface Outcome {
        record Opened(SelectedMailbox mailbox, Completion completion) implements Outcome {}

        record Refused(Completion why) implements Outcome {}
    }

    private final Dialogue dialogue;
    private final Output output;
    private final User user;

    SelectCommand(Dialogue dialogue) {
        this.dialogue = dialogue;
        this.output = dialogue.output();
        this.user = dialogue.user();
    }

    Outcome run(Command.Select select) throws IOException {
        if (select.parameters().qresync().isPresent() && !user.has(Feature.QRESYNC)) {
            return new Outcome.Refused(Completion.bad("enable QRESYNC first")); // RFC 7162 §3.2.5
        }
        Access access = dialogue.server().tree().access(dialogue.account(), select.mailbox(), Right.READ);
        if (!(access instanceof Access.Granted(Entry entry))) {
            return new Outcome.Refused(Dialogue.refusal(access));
        }
        Optional<Contents> contents = dialogue.mailboxes().contents(entry.id());
        if (contents.isEmpty()) {
            return new Outcome.Refused(Dialogue.refusal(new Access.NonExistent()));
        }
        if (select.parameters().condStore()) {
            user.enable(Feature.CONDSTORE);
        }
        boolean readOnly = select.readOnly() || entry.rights().isReadOnly();
        SelectedMailbox mailbox = new SelectedMailbox(dialogue, entry, readOnly, contents.get());
        describe(mailbox);
        Optional<QResync> known = select.parameters().qresync();
        if (known.isPresent() && known.get().uidValidity() == mailbox.view().uidValidity()) {
            new Resynchronization(dialogue, mailbox).since(known.get());
        }
        String verb = select.readOnly() ? "examined" : "selected";
        return new Outcome.Opened(mailbox, Completion.ok(readOnly ? Plain.READ_ONLY : Plain.READ_WRITE, verb));
    }

    private void describe(SelectedMailbox mailbox) {
        Contents view = mailbox.view();
        dialogue.responses().flags(FlagsText.all(mailbox.keywords()));
        output.ok(permanent(mailbox), "these can be kept");
        dialogue.responses().exists(view.size());
        if (!user.has(Feature.IMAP4REV2)) {
            dialogue.responses().recent(mailbox.countRecent());
            int unseen = view.firstUnseen();
            if (unseen > 0) {
                output.ok(new ResponseCode.Unseen(unseen), "the first unseen message");
            }
        }
        output.ok(new ResponseCode.UidValidity(view.uidValidity()), "UIDs are valid");
        output.ok(new ResponseCode.UidNext(view.uidNext()), "the next UID");
        output.ok(new ResponseCode.HighestModSeq(view.highestModSeq()), "the last change");
        output.ok(new ResponseCode.MailboxId(mailbox.id().value()), "the mailbox's id"); // RFC 8474 §4.2
        if (user.has(Feature.IMAP4REV2)) { // RFC 9051 §6.3.2
            dialogue.responses()
                    .list(new ListResponse(List.of(), mailbox.entry().name()));
        }
    }

    /// Those that one with these rights may change, and whether new keywords may be made (RFC 9051 §7.1).
    private static ResponseCode permanent(SelectedMailbox mailbox) {
        Rights rights = mailbox.entry().rights();
        if (mailbox.readOnly()) {
            return new ResponseCode.PermanentFlags(List.of(), false);
        }
        return rights.has(Right.WRITE)
                ? FlagsText.permanent(mailbox.keywords())
                : new ResponseCode.PermanentFlags(
                        FlagsText.words(rights.mayChange(FlagsText.EVERY_SYSTEM_FLAG)), false);
    }
}
