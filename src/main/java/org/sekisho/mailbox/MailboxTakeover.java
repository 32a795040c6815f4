package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.MailboxList.Changed;
import org.sekisho.mailbox.MailboxList.Listed;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.Store;

/// Brings the mailboxes of another server, as often as one likes until the move is done: what came before does
/// not come again, neither after a crash nor after its owner has moved or deleted it here. Safe from any
/// thread, but for one account by one at a time.
public final class MailboxTakeover {
    private static final int VERSION = 1;
    private static final int RENEWED_PAGE = 256; // flags in one commit

    private final Store store;
    private final Mailboxes mailboxes;
    private final RandomGenerator random;

    MailboxTakeover(Store store, Mailboxes mailboxes, RandomGenerator random) {
        this.store = store;
        this.mailboxes = mailboxes;
        this.random = random;
    }

    /// Where a mailbox of the other server leads to.
    public sealed interface Place {
        /// @param uidsKept whether messages have the UIDs they had there
        record Open(MailboxId mailbox, boolean uidsKept) implements Place {}

        /// It came before, and its owner has removed it here since.
        record Removed() implements Place {}

        /// @param why there can be no such mailbox
        record Refused(String why) implements Place {}
    }

    /// Where it leads to, if it came before.
    public Optional<Place> look(AccountId account, MailboxName name) {
        return store.get(Rows.account(account), origin(name)).map(value -> {
            Decoder decoder = Decoder.of(value, VERSION, "the origin of mailbox " + name + " of account " + account);
            var mailbox = decoder.checked(() -> new MailboxId(decoder.text()));
            decoder.end();
            boolean listed = mailboxes.list().all(account).stream()
                    .anyMatch(each -> each.id().equals(mailbox));
            return listed ? new Place.Open(mailbox, false) : new Place.Removed();
        });
    }

    /// Finds the mailbox or makes it; a new one gets the UIDVALIDITY that it had there.
    /// @param name there
    public Place open(AccountId account, MailboxName name, Set<SpecialUse> uses, OptionalLong uidValidity) {
        Optional<Place> before = look(account, name);
        if (before.isPresent() && !(before.get() instanceof Place.Open)) {
            return before.get();
        }
        if (before.isPresent() && before.get() instanceof Place.Open(var mailbox, var _)) {
            return new Place.Open(mailbox, agree(account, mailbox, uidValidity));
        }
        Optional<Listed> there = mailboxes.list().find(account, name);
        if (there.isEmpty()) {
            Set<SpecialUse> free = Set.copyOf(uses.stream()
                    .filter(use -> mailboxes.list().all(account).stream()
                            .noneMatch(each -> each.uses().contains(use)))
                    .toList());
            switch (mailboxes.list().create(account, name, free)) {
                case Changed.Done(var made) -> there = Optional.of(made);
                case Changed.AlreadyExists() -> there = mailboxes.list().find(account, name);
                case Changed.NotAllowed(var why) -> {
                    return new Place.Refused(why);
                }
                case Changed.NoSuchMailbox() -> {
                    return new Place.Refused("the account was removed");
                }
            }
        }
        if (there.isEmpty()) {
            return new Place.Refused("it was removed again");
        }
        MailboxId mailbox = there.get().id();
        if (uidValidity.isPresent()) { // only one that never had a message takes it
            mailboxes.run(mailbox, new Adopting(uidValidity.getAsLong()));
        }
        boolean kept = agree(account, mailbox, uidValidity);
        store.commit(Batch.in(Rows.account(account))
                .put(
                        origin(name),
                        Encoder.version(VERSION).text(mailbox.value()).toBytes()));
        return new Place.Open(mailbox, kept);
    }

    /// A crash may have come between the mailbox's own row and the list's.
    private boolean agree(AccountId account, MailboxId mailbox, OptionalLong uidValidity) {
        Optional<Head> head = mailboxes.head(mailbox);
        head.ifPresent(now -> mailboxes.list().setUidValidity(account, mailbox, now.uidValidity()));
        return uidValidity.isPresent()
                && head.filter(now -> now.uidValidity() == uidValidity.getAsLong())
                        .isPresent();
    }

    private static Row origin(MailboxName name) {
        return Row.of(Rows.SOURCE, name.value());
    }

    /// What is remembered of a message.
    public Optional<SourceRow> known(MailboxId mailbox, String source) {
        return new MessageRows(store, mailbox).source(source);
    }

    /// @param added how many had not come before
    /// @param renumbered the UIDs could not be kept: programs that remember them read the mailbox anew
    /// @param stripped of the added ones, those that lost keywords: the mailbox may have no more
    /// ([Keywords#MAX])
    public record Added(int added, boolean renumbered, int stripped) {}

    /// All of them in one commit. The drafts are the caller's to close.
    /// @param messages in the order of their UIDs, those without one last
    /// @return empty: the mailbox is gone
    public Optional<Added> add(AccountId account, MailboxId mailbox, List<Incoming> messages, Uids there) {
        Optional<TakingOver.Result> result =
                mailboxes.run(mailbox, new TakingOver(List.copyOf(messages), there, random));
        if (result.filter(TakingOver.Result::renumbered).isPresent()) {
            agree(account, mailbox, there.validity());
        }
        return result.map(it -> new Added(it.added(), it.renumbered(), it.stripped()));
    }

    /// No message gets a UID below this one.
    public void skipTo(MailboxId mailbox, long nextUid) {
        mailboxes.run(mailbox, new Skipping(nextUid));
    }

    /// The UIDs are not those of the other server, though they seemed to be: programs must read anew.
    public void renumber(AccountId account, MailboxId mailbox) {
        mailboxes.run(mailbox, new Renewing());
        agree(account, mailbox, OptionalLong.empty());
    }

    /// A message whose flags have changed on the other server.
    public record Reflagged(String source, Flags now) {}

    /// @param changed here as well
    /// @param kept because they were changed here, too
    public record Followed(int changed, int kept) {}

    public Followed follow(MailboxId mailbox, List<Reflagged> messages) {
        int changed = 0;
        int kept = 0;
        for (int from = 0; from < messages.size(); from += RENEWED_PAGE) {
            List<FollowingFlags.Item> items = new ArrayList<>();
            for (Reflagged each : messages.subList(from, Math.min(from + RENEWED_PAGE, messages.size()))) {
                items.add(new FollowingFlags.Item(each.source, each.now));
            }
            Optional<FollowingFlags.Result> result = mailboxes.run(mailbox, new FollowingFlags(items));
            changed += result.map(FollowingFlags.Result::changed).orElse(0);
            kept += result.map(FollowingFlags.Result::kept).orElse(0);
        }
        return new Followed(changed, kept);
    }

    /// What [#follow] would do now. Changes nothing.
    public Followed look(MailboxId mailbox, List<Reflagged> messages) {
        int changed = 0;
        int kept = 0;
        for (Reflagged each : messages) {
            Optional<SourceRow> row = known(mailbox, each.source);
            Optional<Message> message = row.flatMap(it -> mailboxes.message(mailbox, it.uid()));
            if (message.isPresent() && !message.get().flags().equals(each.now)) {
                boolean untouched = message.get().flags().equals(row.get().flags());
                changed += untouched ? 1 : 0;
                kept += untouched ? 0 : 1;
            }
        }
        return new Followed(changed, kept);
    }

    /// A quota of its own, for an account that has none.
    public void setQuota(AccountId account, Quota quota) {
        if (store.get(Rows.account(account), Rows.QUOTA).isEmpty()) {
            mailboxes.setQuota(account, Optional.of(quota));
        }
    }

    /// Subscribes, once: who unsubscribes here stays so.
    /// @return whether it is new
    public boolean subscribe(AccountId account, MailboxName name) {
        if (isSubscribed(account, name)) {
            return false;
        }
        mailboxes.list().subscribe(account, name);
        store.commit(Batch.in(Rows.account(account))
                .put(subscription(name), Encoder.version(VERSION).toBytes()));
        return true;
    }

    public boolean isSubscribed(AccountId account, MailboxName name) {
        return store.get(Rows.account(account), subscription(name)).isPresent();
    }

    private static Row subscription(MailboxName name) {
        return Row.of(Rows.SOURCE + "-sub", name.value());
    }

    /// A mailbox that never had a message takes over a UIDVALIDITY.
    private record Adopting(long uidValidity) implements Change<Boolean> {
        @Override
        public int weight() {
            return ALONE;
        }

        @Override
        public Boolean applyTo(Turn turn) {
            if (turn.head().uidNext() == 1 && turn.head().uidValidity() != uidValidity) {
                turn.setUidValidity(uidValidity);
            }
            return true;
        }
    }

    private record Skipping(long nextUid) implements Change<Boolean> {
        @Override
        public int weight() {
            return ALONE;
        }

        @Override
        public Boolean applyTo(Turn turn) {
            turn.skipTo(nextUid);
            return true;
        }
    }

    private record Renewing() implements Change<Boolean> {
        @Override
        public int weight() {
            return ALONE;
        }

        @Override
        public Boolean applyTo(Turn turn) {
            turn.renewUidValidity();
            return true;
        }
    }
}
