package org.sekisho.pop3.server;

import java.io.InputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Message;
import org.sekisho.mailbox.UidSet;

/// INBOX as one session sees it: the messages that were there at login, numbered from 1, and which of them are
/// marked as deleted (RFC 1939 §5). Twelve octets for each message. Used by one thread.
final class Maildrop implements AutoCloseable {
    private static final int FIRST_CAPACITY = 64;

    private final Mailboxes mailboxes;
    private final Runnable whenClosed;
    private @Nullable MailboxId inbox;
    private long uidValidity;
    private int[] uids = new int[FIRST_CAPACITY]; // unsigned
    private long[] sizes = new long[FIRST_CAPACITY];
    private int messages;
    private final BitSet named = new BitSet(); // from 0: they brought their unique ids from another server
    private final BitSet deleted = new BitSet();
    private int left;
    private long octetsLeft;

    private Maildrop(Mailboxes mailboxes, Runnable whenClosed) {
        this.mailboxes = mailboxes;
        this.whenClosed = whenClosed;
    }

    /// @param whenClosed called once by [#close]
    static Maildrop of(Mailboxes mailboxes, AccountId account, Runnable whenClosed) {
        Maildrop maildrop = new Maildrop(mailboxes, whenClosed);
        mailboxes.inbox(account).ifPresent(maildrop::read);
        maildrop.reset();
        return maildrop;
    }

    private void read(MailboxId mailbox) {
        Optional<Head> head = mailboxes.head(mailbox);
        if (head.isEmpty()) {
            return;
        }
        inbox = mailbox;
        uidValidity = head.get().uidValidity();
        UidSet all = UidSet.range(1, Mailboxes.MAX_UID);
        List<Message> page;
        long after = 0;
        do {
            page = mailboxes.messages(mailbox, all, after, Mailboxes.PAGE);
            for (Message message : page) {
                add(message);
                after = message.uid();
            }
        } while (page.size() == Mailboxes.PAGE);
    }

    private void add(Message message) {
        if (messages == uids.length) {
            uids = Arrays.copyOf(uids, messages * 2);
            sizes = Arrays.copyOf(sizes, messages * 2);
        }
        if (message.popId().isPresent()) {
            named.set(messages);
        }
        uids[messages] = (int) message.uid();
        sizes[messages] = message.octets();
        messages++;
    }

    /// The highest message number.
    int messages() {
        return messages;
    }

    /// Messages not marked as deleted.
    int left() {
        return left;
    }

    /// Octets of the messages not marked as deleted.
    long octetsLeft() {
        return octetsLeft;
    }

    /// @param number from 1; beyond the end there is nothing
    boolean has(int number) {
        return number <= messages && !deleted.get(number);
    }

    long octets(int number) {
        return sizes[number - 1];
    }

    /// Never another message's, in any session (RFC 1939 §7): UIDs of a mailbox are not used again, and neither
    /// is its UIDVALIDITY for another one. What came from another server keeps its id from there, so that nobody
    /// fetches it again.
    String uniqueId(int number) {
        MailboxId mailbox = inbox;
        Optional<String> brought = mailbox != null && named.get(number - 1)
                ? mailboxes.message(mailbox, uid(number)).flatMap(Message::popId)
                : Optional.empty();
        return brought.orElseGet(() -> uidValidity + "." + uid(number));
    }

    private long uid(int number) {
        return Integer.toUnsignedLong(uids[number - 1]);
    }

    /// @return empty: another session expunged it since login
    Optional<InputStream> open(int number) {
        MailboxId mailbox = inbox;
        return mailbox == null
                ? Optional.empty()
                : mailboxes.message(mailbox, uid(number)).map(message -> mailboxes.open(mailbox, message));
    }

    void delete(int number) {
        deleted.set(number);
        left--;
        octetsLeft -= octets(number);
    }

    /// Takes all marks back.
    void reset() {
        deleted.clear();
        left = messages;
        octetsLeft = Arrays.stream(sizes, 0, messages).sum();
    }

    /// Removes the marked messages; durable on return (invariant I2).
    /// @return how many were marked
    int update() {
        long[] marked = deleted.stream().mapToLong(this::uid).toArray();
        if (inbox != null && marked.length > 0) {
            mailboxes.expunge(inbox, UidSet.of(marked), false);
        }
        return marked.length;
    }

    @Override
    public void close() {
        whenClosed.run();
    }
}
