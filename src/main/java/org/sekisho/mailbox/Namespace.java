package org.sekisho.mailbox;

/// Whose mailboxes a name is about (RFC 2342).
public enum Namespace {
    /// The user's own.
    PERSONAL(""),
    /// Below it a level with the address of each account that shares something.
    OTHERS("Other Users/"),
    /// Those of the user's domain that belong to nobody.
    PUBLIC("Public/");

    private final String prefix;

    Namespace(String prefix) {
        this.prefix = prefix;
    }

    /// What its names begin with, the separator included.
    public String prefix() {
        return prefix;
    }

    /// The one that a name lies in, going by how it begins.
    static Namespace of(String name) {
        if (name.startsWith(OTHERS.prefix)) {
            return OTHERS;
        }
        return name.startsWith(PUBLIC.prefix) ? PUBLIC : PERSONAL;
    }

    /// Whether this is a namespace's own name, which no mailbox can have.
    static boolean isRoot(String name) {
        return OTHERS.prefix.equals(name + MailboxName.SEPARATOR) || PUBLIC.prefix.equals(name + MailboxName.SEPARATOR);
    }
}
