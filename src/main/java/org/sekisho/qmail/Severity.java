package org.sekisho.qmail;

public enum Severity {
    /// Worth knowing; may well be right.
    NOTE,
    /// Strangers gain something by it, or nobody could tell.
    WARNING,
    /// Strangers can send mail through this server to anywhere.
    ALARM
}
