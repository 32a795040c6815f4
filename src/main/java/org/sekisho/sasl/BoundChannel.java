package org.sekisho.sasl;

import java.util.Optional;

/// What ties an exchange to the TLS session it runs in (RFC 5056): the values of the two channel binding types we
/// know.
/// @param exporter `tls-exporter` (RFC 9266)
/// @param serverEndPoint `tls-server-end-point` (RFC 5929 §4)
public record BoundChannel(Optional<byte[]> exporter, Optional<byte[]> serverEndPoint) {
    public static final BoundChannel NONE = new BoundChannel(Optional.empty(), Optional.empty());

    /// True when there is nothing to bind to: the `-PLUS` mechanism cannot be offered.
    public boolean isEmpty() {
        return exporter.isEmpty() && serverEndPoint.isEmpty();
    }

    /// @param type as in the client's `p=`; names are case-sensitive (RFC 5056 §2.1 registers them in lower case)
    Optional<byte[]> value(String type) {
        return switch (type) {
            case "tls-exporter" -> exporter;
            case "tls-server-end-point" -> serverEndPoint;
            default -> Optional.empty();
        };
    }
}
