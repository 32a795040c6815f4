package org.sekisho.archive;

import java.io.IOException;
import java.io.InputStream;

/// Gets what is found in an archive: each mailbox, then its messages.
public interface ArchiveReceiver {
    /// The octets of a message.
    interface Body {
        /// Lines end with CRLF.
        /// @throws IOException it cannot be read, or not to its end
        InputStream open() throws IOException;
    }

    void folder(Folder folder) throws IOException;

    void message(Letter letter, Body body) throws IOException;

    /// Something that cannot be brought.
    void note(String where, String why) throws IOException;
}
