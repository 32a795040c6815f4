package org.sekisho.store.rocksdb;

/// How much the embedded store may use.
/// @param cacheOctets for blocks read from disk and for the write buffers together, in native memory
/// @param writeBufferOctets of that for what is written but not yet in its final files; also the size at which
///     such a file is begun
/// @param reserveOctets commits are refused while the file system has less space than this, so that the store
///     never runs into a full disk half way
public record Options(long cacheOctets, long writeBufferOctets, long reserveOctets) {
    private static final long MIB = 1024 * 1024;

    public Options {
        if (writeBufferOctets < MIB || cacheOctets < writeBufferOctets || reserveOctets < 0) {
            throw new IllegalArgumentException("write buffers of at least 1 MiB within the cache, reserve 0 or more");
        }
    }

    public static Options defaults() {
        return new Options(64 * MIB, 32 * MIB, 64 * MIB);
    }
}
