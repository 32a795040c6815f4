package org.sekisho.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.address.Domain;

/// The domains of ours whose mailboxes are on another server. Safe from any thread.
public interface GatewayControl {
    /// One for each, with `domain`, `state`, `to` and `recipients`.
    List<Map<String, Object>> rows();

    /// The gateway, as in the settings, that names this domain: it cannot be hosted here as well.
    Optional<String> inTheWayOf(Domain domain);
}
