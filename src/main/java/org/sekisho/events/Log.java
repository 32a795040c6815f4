package org.sekisho.events;

/// One line per fact, key=value or JSON. Safe from any thread; never blocks on a slow disk for long, never
/// throws. An event is a dotted name that is stable for scripts (`smtp.rcpt`, `delivery.sent`); fields are key,
/// value, key, value. The session id ([SessionId]) is added where there is one. Values print with `toString`; a
/// [Secret] prints as `***`.
public interface Log {
    void debug(String event, Object... fields);

    void info(String event, Object... fields);

    void warn(String event, Object... fields);

    /// @param cause its stack trace follows the line
    void error(String event, Throwable cause, Object... fields);
}
