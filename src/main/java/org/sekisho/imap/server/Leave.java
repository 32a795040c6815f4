package org.sekisho.imap.server;

import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.Watch;

/// Whether a command that may take long may go on reading: what was allowed when it began may be taken back
/// before it ends. To be asked between messages: it looks at the rights the first time, and then only when the
/// owner's list or the user's account has changed on this node, so it costs next to nothing. Used by one
/// thread.
final class Leave implements AutoCloseable {
    private final Dialogue dialogue;
    private final SelectedMailbox mailbox;
    private final Watch watch;
    private boolean looked;
    private boolean given = true;

    Leave(Dialogue dialogue, SelectedMailbox mailbox) {
        this.dialogue = dialogue;
        this.mailbox = mailbox;
        this.watch = dialogue.mailboxes().watch().addAccount(dialogue.account());
        if (!mailbox.entry().isOwn()) {
            watch.addList(mailbox.entry().owner());
        }
    }

    /// @return false from when the right to read was taken back
    /// @throws SelectedMailbox.Gone the user may not log in any more
    boolean holds() throws SelectedMailbox.Gone {
        if (given && (!looked || !watch.poll().isEmpty())) {
            looked = true;
            dialogue.server().requireStanding(dialogue.user().login());
            given = mailbox.rights().has(Right.READ);
        }
        return given;
    }

    @Override
    public void close() {
        watch.close();
    }
}
