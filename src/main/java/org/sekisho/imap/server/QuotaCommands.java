package org.sekisho.imap.server;

import java.util.List;
import java.util.Optional;
import org.sekisho.imap.QuotaUse;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.mailbox.Access;
import org.sekisho.mailbox.QuotaRoots;
import org.sekisho.mailbox.Right;

/// GETQUOTA and GETQUOTAROOT (RFC 9208). Limits are the administrator's to set, not IMAP's.
final class QuotaCommands {
    private final Dialogue dialogue;
    private final QuotaRoots roots;

    QuotaCommands(Dialogue dialogue) {
        this.dialogue = dialogue;
        this.roots = new QuotaRoots(dialogue.mailboxes());
    }

    Completion get(String root) {
        return tell(root) ? Completion.ok("told") : Completion.no(Plain.NONEXISTENT, "there is no such quota");
    }

    private boolean tell(String root) {
        Optional<List<QuotaRoots.Resource>> resources = roots.resources(dialogue.account(), root);
        resources.ifPresent(all -> dialogue.responses()
                .quota(
                        root,
                        all.stream()
                                .map(one -> new QuotaUse(one.name(), one.usage(), one.limit()))
                                .toList()));
        return resources.isPresent();
    }

    /// Of the mailboxes of others it tells no roots: how full they are is theirs to know.
    Completion getRoot(String mailbox) {
        Access access = dialogue.server().tree().access(dialogue.account(), mailbox, Right.READ);
        if (!(access instanceof Access.Granted(var entry))) {
            return Dialogue.refusal(access);
        }
        List<String> names = roots.of(entry);
        dialogue.responses().quotaRoot(mailbox, names);
        names.forEach(this::tell);
        return Completion.ok("told");
    }

    static Completion set() {
        return Completion.no(Plain.NOPERM, "quotas are set by the administrator of this server");
    }
}
