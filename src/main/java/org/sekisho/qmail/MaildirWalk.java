package org.sekisho.qmail;

import java.util.List;

/// What a walk through a Maildir gave.
/// @param vanished listed, and deleted before they were looked at
public record MaildirWalk(int folders, long messages, long octets, long vanished, List<NotCarried> notCarried) {}
