package org.sekisho.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.imap.CommandParser;
import org.sekisho.imap.Condition;
import org.sekisho.mailbox.Watch;
import org.sekisho.net.LineTooLong;
import org.sekisho.net.Pushing;
import org.sekisho.store.StorageException;

/// IDLE (RFC 9051 §6.3.13): what happens in the selected mailbox is told when it happens.
final class IdleCommand {
    /// A word from time to time, so that routers in between do not forget the connection; and what other nodes have
    /// changed is looked for.
    private static final Duration STILL_HERE = Duration.ofMinutes(2);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
    private static final int MAX_LINE = 1024; // octets

    private final Dialogue dialogue;

    IdleCommand(Dialogue dialogue) {
        this.dialogue = dialogue;
    }

    Completion run(Optional<SelectedMailbox> selected) throws IOException {
        Optional<Notifications> notifications = dialogue.user().notifications();
        if (notifications.isPresent()) {
            return notified(notifications.get(), selected);
        }
        try (Pushes pushes = new Pushes(selected.orElse(null))) {
            dialogue.server().requireStanding(dialogue.user().login()); // again: nothing wakes for what was before
            if (selected.isPresent()) {
                selected.get().sync(dialogue.output(), SelectedMailbox.Expunges.TOLD);
            }
            dialogue.output().continuation("idling");
            dialogue.connection().timeout(dialogue.server().settings().timeout());
            dialogue.output().release();
            return ended(pushes);
        }
    }

    private Completion notified(Notifications notifications, Optional<SelectedMailbox> selected) throws IOException {
        notifications.select(selected);
        if (selected.isPresent()) {
            selected.get().sync(dialogue.output(), SelectedMailbox.Expunges.TOLD);
            notifications.fetchNew();
        }
        dialogue.output().continuation("idling");
        dialogue.connection().timeout(dialogue.server().settings().timeout());
        dialogue.output().release();
        notifications.idling(true);
        try {
            return ended(notifications);
        } finally {
            notifications.idling(false);
        }
    }

    private Completion ended(Pushing pushing) throws IOException {
        try {
            byte[] line = dialogue.connection().readCommand(MAX_LINE, pushing);
            return CommandParser.isDone(line) ? Completion.ok("done") : Completion.bad("expected DONE");
        } catch (LineTooLong _) {
            return Completion.bad("expected DONE, and nothing as long");
        }
    }

    private final class Pushes implements Pushing, AutoCloseable {
        private final @Nullable SelectedMailbox mailbox;
        private final Watch watch = dialogue.mailboxes().watch().addAccount(dialogue.account());
        private boolean failed;

        Pushes(@Nullable SelectedMailbox mailbox) {
            this.mailbox = mailbox;
            if (mailbox != null) {
                watch.add(mailbox.id());
            }
        }

        @Override
        public void listen(Runnable bell) {
            watch.listen(bell);
        }

        @Override
        public Duration patience() {
            return failed ? PAUSE_AFTER_FAILURE : STILL_HERE;
        }

        @Override
        public void push() throws IOException {
            boolean quiet = watch.poll().isEmpty();
            long before = mailbox == null ? 0 : mailbox.view().highestModSeq();
            try {
                dialogue.server().requireStanding(dialogue.user().login());
                if (mailbox != null) {
                    mailbox.sync(dialogue.output(), SelectedMailbox.Expunges.TOLD);
                }
                failed = false;
            } catch (StorageException e) {
                dialogue.server().unavailable(e, dialogue.connection()); // the client loses nothing: it is told later
                failed = true;
            } catch (SelectedMailbox.Gone e) {
                dialogue.output().bye(String.valueOf(e.getMessage()));
                dialogue.connection().flush();
                throw e;
            }
            if (quiet && (mailbox == null || before == mailbox.view().highestModSeq())) {
                dialogue.responses().untagged(Condition.OK, "still here");
            }
            dialogue.output().release();
        }

        @Override
        public void close() {
            watch.close();
        }
    }
}
