package org.sekisho.qmail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.sekisho.mailbox.Flags;

/// A message of a Maildir.
/// @param unique the file's name up to the colon: it stays when flags change
/// @param octets as stored, lines ending with LF
/// @param popId its unique id in POP3 (RFC 1939 §7), where the messages of this folder are served by POP3
/// @param internalDate when it was delivered: the file's time
public record MaildirMessage(
        MaildirFolder folder,
        String unique,
        Path file,
        Flags flags,
        long octets,
        Instant internalDate,
        OptionalLong uid,
        Optional<String> popId) {

    /// Opens it, under another name when its flags have changed meanwhile.
    /// @throws java.nio.file.NoSuchFileException it was deleted
    public InputStream open() throws IOException {
        return MaildirReader.open(this);
    }
}
