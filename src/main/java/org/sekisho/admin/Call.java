package org.sekisho.admin;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/// One command being carried out: what it was given, and where its answer goes. Used by one thread.
/// @param body what the caller sends along, e.g. a message; empty for most commands
public record Call(Arguments arguments, Peer peer, InputStream body, Rows rows) {
    /// Who asks, as the kernel says.
    /// @param owner root, or the user the server runs as
    public record Peer(String user, long uid, boolean owner) {}

    /// Goes out as it is written: a listing is never held in memory.
    interface Rows {
        void add(Map<String, ?> fields) throws IOException;
    }

    void row(Map<String, ?> fields) throws IOException {
        rows.add(fields);
    }
}
