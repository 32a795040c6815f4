package org.sekisho.archive;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.mailbox.Flags;

/// What an archive knows of a message beside its octets.
/// @param source its name there, by which it is known when it comes again; empty: only its octets tell
public record Letter(OptionalLong uid, Flags flags, Instant internalDate, Optional<String> source) {}
