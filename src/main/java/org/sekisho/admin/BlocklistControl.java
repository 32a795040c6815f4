package org.sekisho.admin;

import java.util.List;
import java.util.Optional;
import org.sekisho.audit.blocklists.Change;
import org.sekisho.audit.blocklists.Listings.Past;

/// What the blocklists say about this server. Safe from any thread.
public interface BlocklistControl {
    /// As of the last time they were asked; empty when they never were.
    Optional<Past> last();

    /// Asks them, which takes up to some minutes.
    /// @throws AdminException there is nothing to ask for
    Past ask() throws AdminException;

    /// The newest first.
    List<Change> changes(int most);
}
