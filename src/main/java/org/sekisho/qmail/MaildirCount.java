package org.sekisho.qmail;

import java.nio.file.Path;

/// @param present whether there is a Maildir at all
public record MaildirCount(Path maildir, boolean present, int folders, long messages) {}
