package org.sekisho.store;

import java.nio.charset.StandardCharsets;

/// The name of one partition: the unit of atomicity. A batch touches exactly one.
/// @param name 1 to 255 octets of UTF-8, by convention `kind/id`, e.g. `queue/07`, `mailbox/3f9c…`, `accounts`
public record Partition(String name) {
    public static final int MAX_OCTETS = 255;

    public Partition {
        int octets = name.getBytes(StandardCharsets.UTF_8).length;
        if (octets == 0 || octets > MAX_OCTETS) {
            throw new IllegalArgumentException("a partition's name has 1 to 255 octets: " + name);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
