package org.sekisho.imap;

/// A command with its tag.
/// @param name as the RFC writes it, with UID where it has it, for the answer and the log: `UID FETCH`
public record TaggedCommand(Tag tag, String name, Command command) {}
