package org.sekisho.imap;

/// Which mailboxes LIST names. RFC 5258 §3.1, RFC 6154 §2.
public enum ListSelection {
    SUBSCRIBED("SUBSCRIBED"),
    REMOTE("REMOTE"),
    /// Only together with SUBSCRIBED or SPECIAL-USE.
    RECURSIVEMATCH("RECURSIVEMATCH"),
    SPECIAL_USE("SPECIAL-USE");

    private final String text;

    ListSelection(String text) {
        this.text = text;
    }

    /// As IMAP prints it.
    public String text() {
        return text;
    }
}
