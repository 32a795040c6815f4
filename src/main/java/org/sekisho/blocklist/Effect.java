package org.sekisho.blocklist;

/// What an entry does.
public enum Effect {
    BLOCK,
    /// Excepts its subject from wider entries, and from rules.
    ALLOW
}
