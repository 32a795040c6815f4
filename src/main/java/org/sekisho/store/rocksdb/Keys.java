package org.sekisho.store.rocksdb;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sekisho.store.BlobId;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;

/// How names become keys. All numbers are big endian, so that keys sort as what they mean.
///
/// | family | key | value |
/// | --- | --- | --- |
/// | rows | length of the partition's name (1 octet), the name, the row | the row's value |
/// | blobs | blob (16 octets), number of the chunk (4) | the chunk |
/// | references | `R`, blob, owner | number of the last chunk (4) |
/// | references | `U`, blob | since when nothing refers to it, in ms (8), number of the last chunk or -1 (4) |
final class Keys {
    static final byte REFERENCE = 'R';
    static final byte UNREFERENCED = 'U';

    private static final int CHUNK_KEY = BlobId.OCTETS + Integer.BYTES;

    private Keys() {}

    static byte[] row(Partition partition, Row row) {
        byte[] name = partition.name().getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[1 + name.length + row.length()];
        key[0] = (byte) name.length;
        System.arraycopy(name, 0, key, 1, name.length);
        row.copyTo(key, 1 + name.length);
        return key;
    }

    /// The smallest key of all partitions whose names have this length, in octets, and begin so.
    static byte[] partitions(int length, byte[] beginning) {
        return ByteBuffer.allocate(1 + beginning.length)
                .put((byte) length)
                .put(beginning)
                .array();
    }

    /// The name of a key's partition, with its length before it.
    static byte[] partitionOf(byte[] key) {
        return Arrays.copyOf(key, 1 + Byte.toUnsignedInt(key[0]));
    }

    /// The row of a key in any partition.
    static Row rowOf(byte[] key) {
        return Row.of(key, 1 + Byte.toUnsignedInt(key[0]));
    }

    static byte[] chunk(BlobId blob, int index) {
        return ByteBuffer.allocate(CHUNK_KEY).put(blob.octets()).putInt(index).array();
    }

    static byte[] reference(BlobId blob, String owner) {
        byte[] name = owner.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + BlobId.OCTETS + name.length)
                .put(REFERENCE)
                .put(blob.octets())
                .put(name)
                .array();
    }

    static byte[] references(BlobId blob) {
        return reference(blob, "");
    }

    static byte[] unreferenced(BlobId blob) {
        return ByteBuffer.allocate(1 + BlobId.OCTETS)
                .put(UNREFERENCED)
                .put(blob.octets())
                .array();
    }

    static BlobId blobOf(byte[] referenceKey) {
        return BlobId.of(Arrays.copyOfRange(referenceKey, 1, 1 + BlobId.OCTETS));
    }

    /// The smallest key behind all that begin with `prefix`.
    static byte[] behind(byte[] prefix) {
        byte[] end = prefix.clone();
        for (int i = end.length - 1; i >= 0; i--) {
            if (++end[i] != 0) {
                return Arrays.copyOf(end, i + 1);
            }
        }
        throw new IllegalArgumentException("no key lies behind a prefix of 0xff");
    }
}
