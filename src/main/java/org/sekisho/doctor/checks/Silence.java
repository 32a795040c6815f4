package org.sekisho.doctor.checks;

import org.sekisho.events.Log;

/// For what also logs: the checks say all there is to say in their findings.
final class Silence implements Log {
    @Override
    public void debug(String event, Object... fields) {}

    @Override
    public void info(String event, Object... fields) {}

    @Override
    public void warn(String event, Object... fields) {}

    @Override
    public void error(String event, Throwable cause, Object... fields) {}
}
