package org.sekisho.queue;

import org.sekisho.address.ReversePath;

/// What MAIL FROM said.
/// @param smtputf8 the message needs RFC 6531 at every hop
/// @param eightBit BODY=8BITMIME was declared
/// @param bounceable whether a failure may be reported to the reverse path: it held a permit or passed SPF or
///     DMARC (invariant I8)
public record Envelope(
        ReversePath reversePath, boolean smtputf8, boolean eightBit, Dsn.ForMessage dsn, boolean bounceable) {}
