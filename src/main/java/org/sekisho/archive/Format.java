package org.sekisho.archive;

import java.io.IOException;
import java.nio.file.Path;
import org.sekisho.address.SyntaxError;

/// How mailboxes are written down.
public enum Format {
    /// A folder: Maildir++ with Dovecot's `dovecot-uidlist` and `dovecot-keywords`.
    MAILDIR,
    /// A file for each mailbox, mboxrd (RFC 4155 has its elder brother).
    MBOX,
    /// One file: a folder for each mailbox, a file .eml for each message.
    ZIP;

    /// @throws SyntaxError none of them
    public static Format of(String text) {
        return switch (text) {
            case "maildir" -> MAILDIR;
            case "mbox" -> MBOX;
            case "zip" -> ZIP;
            default -> throw new SyntaxError("expected maildir, mbox or zip");
        };
    }

    /// Begins to write. Nothing that is there is touched; what is not finished has `.part` behind its name.
    /// @param to a folder for Maildir, a file for zip
    /// @param single whether one mailbox is all: an mbox is then a file, else a folder of files
    /// @param flags whether an mbox has flags, in fields before the message's own
    /// @throws IOException it is there already, or cannot be made
    public ArchiveWriter create(Path to, boolean single, boolean flags) throws IOException {
        return switch (this) {
            case MAILDIR -> new MaildirWriter(to);
            case MBOX -> new MboxWriter(to, single, flags);
            case ZIP -> new ZipWriter(to);
        };
    }

    /// Reads all of it.
    /// @param flags whether to take an mbox's flags
    /// @throws IOException it cannot be read, or is not such an archive
    public void read(Path from, boolean flags, ArchiveReceiver receiver) throws IOException {
        switch (this) {
            case MAILDIR -> MaildirArchive.read(from, receiver);
            case MBOX -> MboxFiles.read(from, flags, receiver);
            case ZIP -> ZipArchive.read(from, receiver);
        }
    }
}
