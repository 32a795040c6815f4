package org.sekisho.imap.server;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sekisho.imap.Condition;
import org.sekisho.imap.ListResponse;
import org.sekisho.imap.NotifyEvents.Event;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.imap.StatusItem;
import org.sekisho.mailbox.Contents;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxTree;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.Watch;
import org.sekisho.net.Pushing;
import org.sekisho.store.StorageException;

/// What a client wants to hear of without asking (NOTIFY, RFC 5465), told whenever the session waits for a command or
/// idles. Others than the selected mailbox are told of by STATUS, which takes one look at a mailbox when something
/// happened there. Used by one thread at a time: the session's, and in its place the one that pushes.
final class Notifications implements Pushing, AutoCloseable {
    /// More are an overflow (RFC 5465 §5.8).
    static final int MAX_MAILBOXES = 1_000;

    /// What other nodes have changed is looked for.
    private static final Duration LOOK = Duration.ofMinutes(2);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final Dialogue dialogue;
    private final MailboxTree tree;
    private final NotifyGroups groups;
    private final Watch watch;
    private final Map<MailboxId, Followed> followed = new LinkedHashMap<>();
    private Set<String> subscriptions = Set.of();
    private List<Watch.Event> happened = List.of();
    private @Nullable SelectedMailbox selected;
    private long fetched; // of the selected mailbox, messages below this UID
    private boolean idling;
    private boolean failed;
    private boolean overflown;

    /// A mailbox of which the client wants to hear something.
    private static final class Followed {
        Entry entry;
        Set<Event> events;
        Optional<Head> head = Optional.empty(); // as the client knows it

        Followed(Entry entry, Set<Event> events) {
            this.entry = entry;
            this.events = events;
        }

        boolean tellsMessages() {
            return entry.rights().has(Right.READ)
                    && (events.contains(Event.MESSAGE_NEW) || events.contains(Event.FLAG_CHANGE));
        }
    }

    Notifications(Dialogue dialogue, NotifyGroups groups) {
        this.dialogue = dialogue;
        this.tree = dialogue.server().tree();
        this.groups = groups;
        this.watch = dialogue.mailboxes().watch();
    }

    /// Begins to follow what there is now.
    /// @return false: that is more than anybody follows
    boolean begin() throws SelectedMailbox.Gone {
        watch.addList(dialogue.account());
        watch.addAccount(dialogue.account());
        dialogue.server().requireStanding(dialogue.user().login()); // again: nothing wakes for what was before
        subscriptions = Set.copyOf(tree.subscriptions(dialogue.account()));
        for (Entry entry : tree.visible(dialogue.account())) {
            Set<Event> events = groups.events(entry.name(), subscriptions);
            if (!events.isEmpty()) {
                follow(entry, events);
            }
        }
        return followed.size() <= MAX_MAILBOXES;
    }

    private void follow(Entry entry, Set<Event> events) {
        Followed one = new Followed(entry, events);
        followed.put(entry.id(), one);
        watch.addList(entry.owner());
        if (one.tellsMessages()) {
            watch.add(entry.id());
            one.head = dialogue.mailboxes().head(entry.id());
        }
    }

    /// STATUS of all but the selected mailbox (RFC 5465 §3.1).
    void tellStatus() throws IOException {
        for (Followed one : followed.values()) {
            if (one.tellsMessages() && !isSelected(one.entry.id())) {
                one.head.ifPresent(head -> status(one, head));
                dialogue.output().spill();
            }
        }
    }

    private void status(Followed one, Head head) {
        Map<StatusItem, Long> values = new LinkedHashMap<>();
        values.put(StatusItem.MESSAGES, head.messages());
        values.put(StatusItem.UIDNEXT, head.uidNext());
        values.put(StatusItem.UIDVALIDITY, head.uidValidity());
        if (one.events.contains(Event.FLAG_CHANGE)) {
            values.put(StatusItem.UNSEEN, head.unseen());
        }
        if (one.events.contains(Event.FLAG_CHANGE) || dialogue.user().has(Feature.CONDSTORE)) {
            values.put(StatusItem.HIGHESTMODSEQ, head.highestModSeq());
        }
        dialogue.responses().status(one.entry.name(), values, Optional.empty());
    }

    // ---- the selected mailbox

    /// Which mailbox is selected, before the session waits.
    void select(Optional<SelectedMailbox> now) {
        SelectedMailbox mailbox = now.orElse(null);
        if (mailbox == selected) {
            return;
        }
        if (selected != null) {
            leave(selected);
        }
        if (mailbox != null) {
            watch.add(mailbox.id());
            fetched = mailbox.view().uidNext();
        }
        selected = mailbox;
    }

    /// From here on it is one of the others; what the client was not told while it was selected, or nobody can say
    /// now, is looked for as what happens there.
    private void leave(SelectedMailbox mailbox) {
        Followed one = followed.get(mailbox.id());
        if (one == null || !one.tellsMessages()) {
            watch.remove(mailbox.id());
            return;
        }
        try {
            boolean flags = one.events.contains(Event.FLAG_CHANGE);
            one.head = dialogue.mailboxes().head(mailbox.id()).filter(head -> isAsIn(mailbox.view(), head, flags));
        } catch (StorageException e) {
            dialogue.server().unavailable(e, dialogue.connection());
            one.head = Optional.empty();
        }
        if (one.head.isEmpty()) {
            List<Watch.Event> more = new ArrayList<>(happened);
            more.add(new Watch.Event.InMailbox(mailbox.id()));
            happened = List.copyOf(more);
        }
    }

    private static boolean isAsIn(Contents view, Head head, boolean flags) {
        return head.uidNext() == view.uidNext()
                && head.messages() == view.size()
                && (!flags || head.highestModSeq() == view.highestModSeq());
    }

    private boolean isSelected(MailboxId id) {
        return selected != null && selected.id().equals(id);
    }

    private void tellSelected() throws IOException {
        SelectedMailbox mailbox = selected;
        if (mailbox == null || !(idling || groups.selected().contains(Event.MESSAGE_NEW))) {
            return;
        }
        boolean delayed = !idling && groups.isDelayed();
        boolean flags = idling || groups.selected().contains(Event.FLAG_CHANGE);
        mailbox.sync(
                dialogue.output(),
                delayed ? SelectedMailbox.Expunges.KEPT : SelectedMailbox.Expunges.TOLD,
                flags ? SelectedMailbox.Known.NOTHING : (_, _, _) -> SelectedMailbox.Known.Telling.NOTHING);
        fetchNew();
    }

    /// What MessageNew asks for of messages that the client has been told of (RFC 5465 §5.2).
    void fetchNew() throws IOException {
        SelectedMailbox mailbox = selected;
        if (mailbox == null || groups.messageNew().isEmpty()) {
            return;
        }
        MessageSet.Builder added = new MessageSet.Builder();
        added.add(mailbox.view().positionFrom(fetched), mailbox.view().size());
        fetched = mailbox.view().uidNext();
        MessageSet messages = added.build();
        if (!messages.isEmpty()) {
            new FetchCommand(dialogue, mailbox).announce(messages, groups.messageNew());
        }
    }

    // ---- what happens

    /// While a client idles, it also hears what IDLE tells (RFC 5465 §4).
    void idling(boolean now) {
        idling = now;
    }

    @Override
    public void listen(Runnable bell) {
        if (happened.isEmpty()) {
            watch.listen(bell);
        } else {
            bell.run();
        }
    }

    @Override
    public Duration patience() {
        return failed ? PAUSE_AFTER_FAILURE : LOOK;
    }

    @Override
    public void push() throws IOException {
        List<Watch.Event> events = new ArrayList<>(happened);
        events.addAll(watch.poll());
        happened = List.copyOf(events); // until it was told
        boolean quiet = events.isEmpty() && !failed;
        try {
            dialogue.server().requireStanding(dialogue.user().login());
            happened = List.of();
            look(events, quiet || failed);
            failed = false;
        } catch (StorageException e) {
            dialogue.server().unavailable(e, dialogue.connection()); // the client loses nothing: it is told later
            failed = true;
        } catch (SelectedMailbox.Gone e) {
            dialogue.output().bye(String.valueOf(e.getMessage()));
            dialogue.connection().flush();
            throw e;
        }
        if (quiet && idling) {
            dialogue.responses().untagged(Condition.OK, "still here");
        }
        dialogue.output().release();
    }

    /// @param everywhere not only where something is known to have happened
    private void look(List<Watch.Event> events, boolean everywhere) throws IOException {
        Set<MailboxId> mailboxes = new HashSet<>();
        boolean lists = everywhere;
        for (Watch.Event event : events) {
            switch (event) {
                case Watch.Event.InMailbox(var mailbox) -> mailboxes.add(mailbox);
                case Watch.Event.InList _ -> lists = true;
                case Watch.Event.OfAccount _ -> {} // whether it may still be here was asked before
            }
        }
        if (lists && !overflown) {
            lookAtLists();
        }
        if (everywhere || (selected != null && mailboxes.contains(selected.id()))) {
            tellSelected();
        }
        for (Followed one : followed.values()) {
            if (one.tellsMessages()
                    && !isSelected(one.entry.id())
                    && (everywhere || mailboxes.contains(one.entry.id()))) {
                lookAtMessages(one);
                dialogue.output().spill();
            }
        }
    }

    private void lookAtMessages(Followed one) {
        Optional<Head> now = dialogue.mailboxes().head(one.entry.id());
        if (now.isEmpty()) {
            return; // the list tells that
        }
        Head head = now.get();
        boolean moved = one.head
                .filter(before -> before.uidNext() == head.uidNext() && before.messages() == head.messages())
                .isEmpty();
        boolean changed = one.head
                .filter(before -> before.highestModSeq() == head.highestModSeq())
                .isEmpty();
        if (moved || (changed && one.events.contains(Event.FLAG_CHANGE))) {
            status(one, head);
        }
        one.head = now;
    }

    private void lookAtLists() throws IOException {
        Set<String> subscribedNow = Set.copyOf(tree.subscriptions(dialogue.account()));
        Map<MailboxId, Followed> left = new HashMap<>(followed);
        Map<MailboxId, String> names = new HashMap<>();
        for (Entry entry : tree.visible(dialogue.account())) {
            names.put(entry.id(), entry.name());
            lookAt(entry, groups.events(entry.name(), subscribedNow), left.remove(entry.id()));
            dialogue.output().spill();
        }
        for (Followed one : left.values()) {
            followed.remove(one.entry.id());
            if (!isSelected(one.entry.id())) {
                watch.remove(one.entry.id());
            }
            if (one.events.contains(Event.MAILBOX_NAME) && !names.containsKey(one.entry.id())) {
                list(one.entry.name(), Optional.empty(), true, subscribedNow);
            }
        }
        lookAtSubscriptions(subscribedNow, new HashSet<>(names.values()));
        if (followed.size() > MAX_MAILBOXES) {
            overflow();
        }
    }

    private void lookAt(Entry entry, Set<Event> events, @Nullable Followed known) {
        boolean isNew = known == null;
        String before = known == null ? entry.name() : known.entry.name();
        boolean wanted =
                events.contains(Event.MAILBOX_NAME) || (known != null && known.events.contains(Event.MAILBOX_NAME));
        if (wanted && isNew) {
            list(entry.name(), Optional.empty(), false, subscriptions);
        } else if (wanted && !before.equals(entry.name())) {
            list(entry.name(), Optional.of(before), false, subscriptions);
        }
        if (known == null || events.isEmpty()) {
            followed.remove(entry.id());
            if (!events.isEmpty()) {
                follow(entry, events);
            }
            return;
        }
        boolean told = known.tellsMessages();
        known.entry = entry;
        known.events = events;
        if (!told && known.tellsMessages()) {
            follow(entry, events);
        }
    }

    private void lookAtSubscriptions(Set<String> now, Set<String> existing) {
        Set<String> either = new TreeSet<>(now);
        either.addAll(subscriptions);
        for (String name : either) {
            boolean changed = now.contains(name) != subscriptions.contains(name);
            if (changed && groups.events(name, either).contains(Event.SUBSCRIPTION_CHANGE)) {
                list(name, Optional.empty(), !existing.contains(name), now);
            }
        }
        subscriptions = now;
    }

    /// RFC 5465 §5.4, §5.5.
    private void list(String name, Optional<String> oldName, boolean gone, Set<String> subscribed) {
        List<String> attributes = new ArrayList<>();
        if (gone) {
            attributes.add("\\NonExistent");
        }
        if (subscribed.contains(name)) {
            attributes.add("\\Subscribed");
        }
        dialogue.responses().list(new ListResponse(attributes, name, oldName, List.of()));
    }

    /// RFC 5465 §5.8: from here on as after NOTIFY NONE.
    private void overflow() {
        overflown = true;
        followed.keySet().stream().filter(id -> !isSelected(id)).forEach(watch::remove);
        followed.clear();
        dialogue.output().ok(Plain.NOTIFICATIONOVERFLOW, "too many mailboxes, nothing is told any more");
    }

    @Override
    public void close() {
        watch.close();
    }

    /// Those that are told of here.
    static Set<Event> supported() {
        return EnumSet.of(
                Event.MESSAGE_NEW,
                Event.MESSAGE_EXPUNGE,
                Event.FLAG_CHANGE,
                Event.MAILBOX_NAME,
                Event.SUBSCRIPTION_CHANGE);
    }
}
