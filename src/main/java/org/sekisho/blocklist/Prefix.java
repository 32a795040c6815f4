package org.sekisho.blocklist;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Network;

/// A network as 128 bits and a length: IPv4 as IPv4-mapped IPv6 (RFC 4291 §2.5.5.2). A third of the memory that
/// [Network] takes, for lists of a million.
/// @param high the first 64 bits; those beyond the length are zero
/// @param length 0 to 128
record Prefix(long high, long low, byte length) {
    static final int BITS = 128;
    private static final int MAPPED = 96; // bits before an IPv4 address
    private static final long MAPPED_LOW = 0xffffL << 32;

    static Prefix of(Network network) {
        Prefix address = of(network.prefix());
        return address.cut(network.isV4() ? MAPPED + network.length() : network.length());
    }

    static Prefix of(InetAddress address) {
        byte[] octets = IpAddress.normal(address).getAddress();
        if (octets.length == 4) {
            return new Prefix(0, MAPPED_LOW | (ByteBuffer.wrap(octets).getInt() & 0xffff_ffffL), (byte) BITS);
        }
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        return new Prefix(buffer.getLong(), buffer.getLong(), (byte) BITS);
    }

    /// For a [KeptTable]: the length, and the octets that are not all alike: 4 of IPv4, 16 of IPv6.
    byte[] key() {
        return isV4()
                ? ByteBuffer.allocate(5).put(length).putInt((int) low).array()
                : ByteBuffer.allocate(17).put(length).putLong(high).putLong(low).array();
    }

    static Prefix ofKey(byte[] key) {
        ByteBuffer buffer = ByteBuffer.wrap(key);
        byte length = buffer.get();
        return key.length == 5
                ? new Prefix(0, MAPPED_LOW | (buffer.getInt() & 0xffff_ffffL), length)
                : new Prefix(buffer.getLong(), buffer.getLong(), length);
    }

    /// The network of this length that it lies in.
    Prefix cut(int bits) {
        long highMask = bits >= 64 ? -1L : bits == 0 ? 0 : -1L << (64 - bits);
        long lowMask = bits >= BITS ? -1L : bits <= 64 ? 0 : -1L << (BITS - bits);
        return new Prefix(high & highMask, low & lowMask, (byte) bits);
    }

    /// Below 96 bits nothing is IPv4's: a network such as `::/0` is one of IPv6 and holds no IPv4 client.
    boolean isV4() {
        return high == 0 && low >>> 32 == 0xffff && bits() >= MAPPED;
    }

    int bits() {
        return length & 0xff;
    }

    Network network() {
        byte[] octets = isV4()
                ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        try {
            return new Network(InetAddress.getByAddress(octets), isV4() ? bits() - MAPPED : bits());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a wrong number of octets
        }
    }

    @Override
    public int hashCode() {
        long mixed = (high * 0x9e37_79b9_7f4a_7c15L ^ low) * 0xbf58_476d_1ce4_e5b9L + length;
        return (int) (mixed ^ mixed >>> 32);
    }
}
