package org.sekisho.mailbox;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.store.BlobDraft;

/// A message that comes from another server's mailbox.
/// @param source its name there, unique in the mailbox: it is added once, however often it is brought
/// @param body the whole message, as it is to be kept
/// @param uid there
/// @param popId its unique id in POP3 there (RFC 1939 §7)
public record Incoming(
        String source, BlobDraft body, Flags flags, Instant internalDate, OptionalLong uid, Optional<String> popId) {}
