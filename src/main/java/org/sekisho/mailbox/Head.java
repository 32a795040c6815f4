package org.sekisho.mailbox;

import org.sekisho.accounts.AccountId;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// The state of one mailbox as a whole: the row every change is conditional on, so that the rows of messages, the
/// log and these numbers always agree. It only ever grows: no two states of one mailbox are equal.
/// @param account whose it is
/// @param uidValidity 1 to 4294967295, set at creation, larger than that of an earlier mailbox of the same name
///     (RFC 9051 §2.3.1.1)
/// @param uidNext the UID of the next message
/// @param highestModSeq of the last change (RFC 7162 §3.1.2.1); 1 for a new mailbox
/// @param messages how many there are
/// @param unseen of them without \Seen
/// @param deleted of them with \Deleted
/// @param octets of all messages as sent
/// @param logFrom changes up to this one are not in the log any more
/// @param removed takes no message any more; to be purged, unless it is given back
/// @param kept what was expunged and can still be given back
public record Head(
        AccountId account,
        long uidValidity,
        long uidNext,
        long highestModSeq,
        long messages,
        long unseen,
        long deleted,
        long octets,
        long logFrom,
        boolean removed,
        Kept kept) {
    private static final int VERSION = 2; // since 2 it may keep expunged messages

    /// Messages that wait for their end.
    public record Kept(long messages, long octets) {
        public static final Kept NOTHING = new Kept(0, 0);
    }

    /// What the mailbox has, as numbers.
    public record Counts(long messages, long unseen, long deleted, long octets, Kept kept) {}

    Counts counts() {
        return new Counts(messages, unseen, deleted, octets, kept);
    }

    Head withCounts(Counts now) {
        return new Head(
                account,
                uidValidity,
                uidNext,
                highestModSeq,
                now.messages,
                now.unseen,
                now.deleted,
                now.octets,
                logFrom,
                removed,
                now.kept);
    }

    static Head created(AccountId account, long uidValidity) {
        return new Head(account, uidValidity, 1, 1, 0, 0, 0, 0, 1, false, Kept.NOTHING);
    }

    /// @param times 1 for a message that came, -1 for one that went
    Head count(Message message, int times) {
        return new Head(
                account,
                uidValidity,
                uidNext,
                highestModSeq,
                messages + times,
                message.flags().has(SystemFlag.SEEN) ? unseen : unseen + times,
                message.flags().has(SystemFlag.DELETED) ? deleted + times : deleted,
                octets + times * message.octets(),
                logFrom,
                removed,
                kept);
    }

    Head withUidValidity(long value) {
        return new Head(
                account, value, uidNext, highestModSeq, messages, unseen, deleted, octets, logFrom, removed, kept);
    }

    Head withUidNext(long next) {
        return new Head(
                account, uidValidity, next, highestModSeq, messages, unseen, deleted, octets, logFrom, removed, kept);
    }

    Head at(long modSeq, long log) {
        return new Head(account, uidValidity, uidNext, modSeq, messages, unseen, deleted, octets, log, removed, kept);
    }

    Head withRemoved(boolean now) {
        return new Head(
                account, uidValidity, uidNext, highestModSeq, messages, unseen, deleted, octets, logFrom, now, kept);
    }

    /// @param times 1 for a message that is kept from now on, -1 for one that is not any more
    Head keep(Message message, int times) {
        Kept now = new Kept(kept.messages + times, kept.octets + times * message.octets());
        return new Head(
                account, uidValidity, uidNext, highestModSeq, messages, unseen, deleted, octets, logFrom, removed, now);
    }

    /// What the row has, to the octet, whoever wrote it: a mailbox that keeps nothing is written as ever.
    byte[] stored() {
        boolean plain = kept.equals(Kept.NOTHING);
        Encoder encoder = Encoder.version(plain ? 1 : VERSION)
                .text(account.value())
                .number(uidValidity)
                .number(uidNext)
                .number(highestModSeq)
                .number(messages)
                .number(unseen)
                .number(deleted)
                .number(octets)
                .number(logFrom)
                .flag(removed);
        if (!plain) {
            encoder.number(kept.messages).number(kept.octets);
        }
        return encoder.toBytes();
    }

    static Head read(byte[] value, MailboxId id) {
        Decoder decoder = Decoder.of(value, VERSION, "the head of mailbox " + id);
        Head head = new Head(
                new AccountId(decoder.text()),
                decoder.number(),
                decoder.number(),
                decoder.number(),
                decoder.number(),
                decoder.number(),
                decoder.number(),
                decoder.number(),
                decoder.number(),
                decoder.flag(),
                decoder.version() > 1 ? new Kept(decoder.number(), decoder.number()) : Kept.NOTHING);
        decoder.end();
        return head;
    }
}
