package org.sekisho.imap;

/// RFC 9051 §6.3.11 and extensions.
public enum StatusItem {
    MESSAGES("MESSAGES"),
    /// RFC 3501.
    RECENT("RECENT"),
    UIDNEXT("UIDNEXT"),
    UIDVALIDITY("UIDVALIDITY"),
    UNSEEN("UNSEEN"),
    DELETED("DELETED"),
    SIZE("SIZE"),
    /// RFC 7162.
    HIGHESTMODSEQ("HIGHESTMODSEQ"),
    /// RFC 7889.
    APPENDLIMIT("APPENDLIMIT"),
    /// RFC 8474.
    MAILBOXID("MAILBOXID"),
    /// RFC 9208.
    DELETED_STORAGE("DELETED-STORAGE");

    private final String text;

    StatusItem(String text) {
        this.text = text;
    }

    /// As IMAP prints it.
    public String text() {
        return text;
    }
}
