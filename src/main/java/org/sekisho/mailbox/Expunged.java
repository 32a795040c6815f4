package org.sekisho.mailbox;

import java.time.Instant;

/// A message that was expunged and can still be given back.
/// @param message as it was last; its UID and its modification sequence are of the past
/// @param at when it was expunged, to the second
public record Expunged(Message message, Instant at) {}
