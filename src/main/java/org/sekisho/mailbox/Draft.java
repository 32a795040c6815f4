package org.sekisho.mailbox;

import java.time.Instant;
import org.sekisho.store.BlobDraft;

/// A message a user puts into a mailbox (IMAP APPEND, an import).
/// @param body the whole message with CRLF line ends
public record Draft(BlobDraft body, Flags flags, Instant internalDate) {}
