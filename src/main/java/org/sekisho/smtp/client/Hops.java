package org.sekisho.smtp.client;

import java.util.List;

/// Where mail for a destination goes next.
public sealed interface Hops {
    /// @param hops at least one, in the order in which they are to be tried
    record Found(List<Hop> hops) implements Hops {
        public Found {
            hops = List.copyOf(hops);
            if (hops.isEmpty()) {
                throw new IllegalArgumentException("no hop");
            }
        }
    }

    record NotFound(Failure failure) implements Hops {}
}
