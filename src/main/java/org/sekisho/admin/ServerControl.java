package org.sekisho.admin;

import java.util.List;
import java.util.Map;
import org.sekisho.audit.self.SelfAudit;

/// The server as a whole. Safe from any thread.
public interface ServerControl {
    /// Name, value: version, start, listeners, sessions …
    Map<String, Object> status();

    /// Reads certificates and settings again, without dropping a session.
    /// @return what changed, and what needs a restart
    /// @throws AdminException the new settings are wrong: the old ones stay in use
    String reload() throws AdminException;

    /// Puts every kind of client that has not logged in before the gate.
    List<SelfAudit.Row> selfAudit();

    /// Begins to stop and returns.
    void stop();
}
