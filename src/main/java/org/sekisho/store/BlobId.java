package org.sekisho.store;

/// The name of a stored body. Unique, ordered by time of creation.
/// @param value 32 lower-case hexadecimal digits: 12 of milliseconds since 1970, 20 random
public record BlobId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
