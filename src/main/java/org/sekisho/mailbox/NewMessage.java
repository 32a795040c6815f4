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
record NewMessage(
        BlobId body,
        Optional<BlobDraft> draft,
        Optional<String> deliveryId,
        long octets,
        byte[] head,
        Instant internalDate,
        Flags flags,
        long emailId) {
    Message stored(long uid, long modSeq, Instant now) {
        return new Message(uid, flags, modSeq, internalDate, now, octets, body, head.length, emailId);
    }
}
