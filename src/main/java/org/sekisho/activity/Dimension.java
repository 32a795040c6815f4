package org.sekisho.activity;

/// What is summed up by. Constants may be added, but not renamed: they are stored.
public enum Dimension {
    /// Who held the pass, as [org.sekisho.gate.Permit#holder] has it: `account:1f…`, `network:192.0.2.0/24`.
    HOLDER,
    /// Where the message came from: an address, or `uid:33`, `alias:7`, `local`.
    CLIENT,
    /// The domain written to.
    DESTINATION,
    /// A holder and a destination, with a blank between them.
    WAY
}
