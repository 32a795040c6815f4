package org.sekisho.doctor;

/// How much a finding matters. The order is that of urgency.
public enum Severity {
    FINE,
    /// Worth knowing; nothing has to be done.
    NOTE,
    /// To be looked at today.
    WARNING,
    /// To be acted on now.
    ALARM
}
