package org.sekisho.events;

/// The id of the session a thread works for; every log line it writes carries it.
/// @param value short, unique within this server's run, e.g. `s4f2a1`
public record SessionId(String value) {
    public static final ScopedValue<SessionId> CURRENT = ScopedValue.newInstance();

    @Override
    public String toString() {
        return value;
    }
}
