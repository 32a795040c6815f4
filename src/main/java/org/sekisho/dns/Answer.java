package org.sekisho.dns;

import java.util.List;

/// What a look-up found. "Could not ask" is never "no" (invariant I3).
/// @param <T> kind of record
public sealed interface Answer<T> {
    /// @param records one or more
    /// @param authenticated validated by DNSSEC, as a resolver on this machine says
    record Found<T>(List<T> records, boolean authenticated) implements Answer<T> {
        public Found {
            records = List.copyOf(records);
            if (records.isEmpty()) {
                throw new IllegalArgumentException("found nothing");
            }
        }
    }

    /// NXDOMAIN.
    record NoSuchName<T>() implements Answer<T> {}

    /// The name exists, but has no record of this kind.
    record NoData<T>() implements Answer<T> {}

    /// Time-out, SERVFAIL, refused, bogus.
    /// @param why for the log and the reply's text
    record CouldNotAsk<T>(String why) implements Answer<T> {}
}
