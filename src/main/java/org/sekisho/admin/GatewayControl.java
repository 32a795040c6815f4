package org.sekisho.admin;

import java.util.List;
import java.util.Map;

/// The domains of ours whose mailboxes are on another server. Safe from any thread.
public interface GatewayControl {
    /// One for each, with `domain`, `state`, `to` and `recipients`.
    List<Map<String, Object>> rows();
}
