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
/// @param removed being purged: takes no message any more
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
        boolean removed) {
    private static final int VERSION = 1;

    static Head created(AccountId account, long uidValidity) {
        return new Head(account, uidValidity, 1, 1, 0, 0, 0, 0, 1, false);
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
                removed);
    }

    Head withUidValidity(long value) {
        return new Head(account, value, uidNext, highestModSeq, messages, unseen, deleted, octets, logFrom, removed);
    }

    Head withUidNext(long next) {
        return new Head(account, uidValidity, next, highestModSeq, messages, unseen, deleted, octets, logFrom, removed);
    }

    Head at(long modSeq, long log) {
        return new Head(account, uidValidity, uidNext, modSeq, messages, unseen, deleted, octets, log, removed);
    }

    Head close() {
        return new Head(account, uidValidity, uidNext, highestModSeq, messages, unseen, deleted, octets, logFrom, true);
    }

    byte[] stored() {
        return Encoder.version(VERSION)
                .text(account.value())
                .number(uidValidity)
                .number(uidNext)
                .number(highestModSeq)
                .number(messages)
                .number(unseen)
                .number(deleted)
                .number(octets)
                .number(logFrom)
                .flag(removed)
                .toBytes();
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
                decoder.flag());
        decoder.end();
        return head;
    }
}
