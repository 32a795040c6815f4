package org.sekisho.message;

/// A piece of a message.
/// @param offset octets from the beginning of the outermost message
/// @param octets how many, may be 0
public record Extent(long offset, long octets) {
    public Extent {
        if (offset < 0 || octets < 0) {
            throw new IllegalArgumentException("no piece of a message: " + octets + " octets at " + offset);
        }
    }

    public long end() {
        return offset + octets;
    }
}
