package org.sekisho.queue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.gate.Permit;
import org.sekisho.gate.Target;
import org.sekisho.store.BlobId;
import org.sekisho.store.Row;
import org.sekisho.store.StorageException;
import org.sekisho.testing.Dice;
import org.sekisho.testing.PostOffice;

/// The stored form of a queued message. A change is made on the condition that the row is what it was, byte for
/// byte: so one message has one form, in every process.
final class EntryRowTest {
    private static final List<String> ADDRESSES = List.of(
            "a@example.test",
            "\"two words\"@example.test",
            "\"a@b\\\"c\"@example.test",
            "x+y=z@[192.0.2.1]",
            "x@[IPv6:2001:db8::1]",
            "用戶@xn--fiqs8s.example",
            "%!user@example.test");
    private static final List<String> TEXTS = List.of("", "450 4.2.0 später\r\n\t\u0000", "関所", "x".repeat(5_000));
    private static final List<String> PERMITS = List.of(
            "account\t00000000000000aa\tmain\talice@example.test",
            "account\t00000000000000aa\tk7\t用戶@example.test",
            "network\t192.0.2.0/24",
            "network\t2001:db8::/48",
            "uid\t4294967295",
            "alias\t00000000000000bb",
            "report");

    private final PostOffice office;
    private final EntryRow rows;

    EntryRowTest() throws Exception {
        office = new PostOffice();
        rows = new EntryRow(office.gate);
    }

    private Recipient recipient(Dice dice) {
        Recipient.Route route = switch (dice.below(3)) {
            case 0 ->
                new Recipient.Route.Local(
                        new Target.Account(new AccountId("00000000000000aa"), dice.oneIn(2) ? "" : "détail"));
            case 1 -> new Recipient.Route.Local(new Target.Alias("00000000000000bb"));
            default -> new Recipient.Route.Remote(office.gate.permit(dice.of(PERMITS)));
        };
        Recipient.Status status = switch (dice.below(3)) {
            case 0 -> new Recipient.Status.Pending(dice.of(TEXTS));
            case 1 -> new Recipient.Status.Done(dice.of(TEXTS));
            default -> new Recipient.Status.Failed("5.1.1", dice.of(TEXTS));
        };
        Set<Dsn.Notify> notifyOn = EnumSet.noneOf(Dsn.Notify.class);
        for (Dsn.Notify each : Dsn.Notify.values()) {
            if (dice.oneIn(2)) {
                notifyOn.add(each);
            }
        }
        var dsn = new Dsn.ForRecipient(notifyOn, maybe(dice, "rfc822;" + dice.of(ADDRESSES)));
        return new Recipient(Mailbox.of(dice.of(ADDRESSES)), route, dsn, status);
    }

    private static <T> Optional<T> maybe(Dice dice, T value) {
        return dice.oneIn(2) ? Optional.of(value) : Optional.empty();
    }

    private QueueEntry entry(Dice dice) {
        List<Recipient> recipients = new ArrayList<>();
        for (int i = dice.between(1, 8); i > 0; i--) {
            recipients.add(recipient(dice));
        }
        ReversePath from =
                dice.oneIn(4) ? new ReversePath.Null() : new ReversePath.From(Mailbox.of(dice.of(ADDRESSES)));
        var dsn = new Dsn.ForMessage(maybe(dice, dice.of(List.of(Dsn.Ret.values()))), maybe(dice, dice.of(TEXTS)));
        return new QueueEntry(
                QueueId.of(dice.below(Integer.MAX_VALUE)),
                Instant.ofEpochSecond(dice.below(Integer.MAX_VALUE), dice.below(1_000_000_000)),
                new Envelope(from, dice.oneIn(2), dice.oneIn(2), dsn, dice.oneIn(2)),
                new Origin(dice.of(TEXTS), maybe(dice, new AccountId("00000000000000aa")), dice.of(TEXTS)),
                BlobId.create(PostOffice.START, new SplittableRandom(dice.below(99))),
                (long) dice.below(Integer.MAX_VALUE) * 4,
                recipients,
                dice.below(1_000),
                Instant.ofEpochSecond(dice.below(Integer.MAX_VALUE), dice.below(1_000_000_000)),
                maybe(dice, dice.of(TEXTS)),
                dice.oneIn(2));
    }

    @Test
    void whatIsReadIsWhatWasPrintedAndIsPrintedTheSameAgain() {
        Dice.check(2_000, dice -> {
            QueueEntry entry = entry(dice);
            byte[] printed = rows.print(entry);
            QueueEntry read = rows.read(entry.id(), printed);
            assertArrayEquals(printed, rows.print(read));
            assertEquals(plain(entry), plain(read));
            for (int i = 0; i < entry.recipients().size(); i++) {
                assertSame(entry.recipients().get(i), read.recipients().get(i));
            }
        });
    }

    private static QueueEntry plain(QueueEntry entry) {
        return Entries.with(entry, List.of(), entry.attempts(), entry.due());
    }

    private void assertSame(Recipient expected, Recipient actual) {
        assertEquals(expected.address(), actual.address());
        assertEquals(expected.dsn(), actual.dsn());
        assertEquals(expected.status(), actual.status());
        if (expected.route() instanceof Recipient.Route.Remote(Permit permit)) {
            var remote = (Recipient.Route.Remote) actual.route();
            assertEquals(office.gate.stored(permit), office.gate.stored(remote.permit()));
            assertEquals(permit.holder(), remote.permit().holder());
            assertEquals(permit.describe(), remote.permit().describe());
        } else {
            assertEquals(expected.route(), actual.route());
        }
    }

    @Test
    void theOrderInWhichNotificationsWereAskedForDoesNotMatter() {
        Recipient one = asking(Set.of(Dsn.Notify.DELAY, Dsn.Notify.SUCCESS, Dsn.Notify.FAILURE));
        Recipient other = asking(EnumSet.allOf(Dsn.Notify.class));
        assertArrayEquals(printed(one), printed(other));
    }

    private Recipient asking(Set<Dsn.Notify> notifyOn) {
        var dsn = new Dsn.ForRecipient(notifyOn, Optional.empty());
        return office.recipient(office.neighbour(), "", "alice@example.test", dsn);
    }

    private byte[] printed(Recipient recipient) {
        var mail = office.mail(PostOffice.envelope(""), List.of(recipient), "");
        return rows.print(new QueueEntry(
                QueueId.of(1),
                PostOffice.START,
                mail.envelope(),
                mail.origin(),
                new BlobId("0011223344556677889900aabbccddee"),
                0,
                List.of(recipient),
                0,
                PostOffice.START,
                Optional.empty(),
                false));
    }

    @Test
    void aDamagedRowIsDamageAndNothingElse() {
        Dice.check(2_000, dice -> {
            QueueEntry entry = entry(dice);
            byte[] printed = rows.print(entry);
            printed[dice.below(printed.length)] ^= (byte) dice.between(1, 255);
            try {
                rows.read(entry.id(), printed);
            } catch (StorageException e) {
                assertEquals(StorageException.Kind.DAMAGED, e.kind());
            }
        });
        byte[] whole = printed(asking(Set.of()));
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThrows(StorageException.class, () -> rows.read(QueueId.of(1), cut));
        }
    }

    @Test
    void rowsSortByTimeThenById() {
        Dice.check(500, dice -> {
            var one = new Waiting(dice.below(3), dice.below(3) + 1L);
            var other = new Waiting(dice.below(3), dice.below(3) + 1L);
            Row first = EntryRow.due(one);
            Row second = EntryRow.due(other);
            assertEquals(Integer.signum(one.compareTo(other)), Integer.signum(first.compareTo(second)));
            assertEquals(one, EntryRow.waiting(first));
            assertTrue(first.compareTo(EntryRow.DUE_END) < 0);
            assertTrue(EntryRow.due(Waiting.FIRST).compareTo(first) < 0);
        });
    }
}
