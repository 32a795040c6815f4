package org.sekisho.admin;

import java.util.Map;

/// The server as a whole. Safe from any thread.
public interface ServerControl {
    /// Name, value: version, start, listeners, sessions …
    Map<String, Object> status();

    /// Reads certificates and settings again, without dropping a session.
    /// @return what changed, and what needs a restart
    /// @throws AdminException the new settings are wrong: the old ones stay in use
    String reload() throws AdminException;

    GatewayControl gateways();

    /// Begins to stop and returns.
    void stop();
}
