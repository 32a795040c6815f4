package org.sekisho.qmail;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.sekisho.mailbox.MailboxName;

/// A folder of a Maildir++.
/// @param root the Maildir it is in, or is
/// @param uidValidity as dovecot or courier gave it, when they did
/// @param nextUid higher than every UID ever given
public record MaildirFolder(
        MaildirRoot root, Path directory, MailboxName name, OptionalLong uidValidity, OptionalLong nextUid) {}
