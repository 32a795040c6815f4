package org.sekisho.mailbox;

import java.util.OptionalLong;

/// What the UIDs of a mailbox of another server are worth.
/// @param validity its UIDVALIDITY; the UIDs hold only while it is our mailbox's, too
/// @param next higher than every UID it has given
public record Uids(OptionalLong validity, OptionalLong next) {}
