package org.sekisho.archive;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/// Writes mailboxes down, one after the other. For one thread.
public interface ArchiveWriter extends Closeable {
    /// The messages that follow are of this mailbox.
    void folder(Folder folder) throws IOException;

    /// @param letter with a UID
    /// @param body the whole message, lines ending with CRLF
    void message(Letter letter, Spool body) throws IOException;

    /// All is there: only now it gets its name.
    void finish() throws IOException;

    /// What could not be kept as it is, for a person.
    List<String> notes();
}
