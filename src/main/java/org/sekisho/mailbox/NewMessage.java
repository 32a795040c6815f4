package org.sekisho.mailbox;

import java.time.Instant;
import java.util.Optional;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.BlobId;

/// A message that has no UID yet.
/// @param body the blob it refers to; `draft`'s, when there is one
/// @param draft completed by the same commit
/// @param octets as sent, `head` included
/// @param head octets before the body
/// @param popId its unique id in POP3, when it has one from another server
/// @param summary the row of the message it is a copy of, when that has one
record NewMessage(
        BlobId body,
        Optional<BlobDraft> draft,
        Optional<String> deliveryId,
        long octets,
        byte[] head,
        Instant internalDate,
        Flags flags,
        long emailId,
        Optional<String> popId,
        Optional<byte[]> summary) {
    NewMessage(
            BlobId body,
            Optional<BlobDraft> draft,
            Optional<String> deliveryId,
            long octets,
            byte[] head,
            Instant internalDate,
            Flags flags,
            long emailId) {
        this(body, draft, deliveryId, octets, head, internalDate, flags, emailId, Optional.empty());
    }

    NewMessage(
            BlobId body,
            Optional<BlobDraft> draft,
            Optional<String> deliveryId,
            long octets,
            byte[] head,
            Instant internalDate,
            Flags flags,
            long emailId,
            Optional<String> popId) {
        this(body, draft, deliveryId, octets, head, internalDate, flags, emailId, popId, Optional.empty());
    }

    /// @param row of the message it is a copy of, as it is stored
    NewMessage withSummary(Optional<byte[]> row) {
        return new NewMessage(body, draft, deliveryId, octets, head, internalDate, flags, emailId, popId, row);
    }

    Message stored(long uid, long modSeq, Instant now) {
        return new Message(uid, flags, modSeq, internalDate, now, octets, body, head.length, emailId, popId);
    }
}
