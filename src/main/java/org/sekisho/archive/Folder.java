package org.sekisho.archive;

import java.util.OptionalLong;
import org.sekisho.mailbox.MailboxName;

/// A mailbox in an archive.
/// @param uidValidity of the UIDs of its messages, where the format holds them
/// @param nextUid higher than all of them
public record Folder(MailboxName name, OptionalLong uidValidity, OptionalLong nextUid) {}
