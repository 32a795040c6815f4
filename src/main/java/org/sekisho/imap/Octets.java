package org.sekisho.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A string that need not be text. Immutable; equal when the octets are.
public final class Octets {
    private final byte[] value;

    private Octets(byte[] value) {
        this.value = value;
    }

    public static Octets of(byte[] value) {
        return new Octets(value.clone());
    }

    public static Octets of(String text) {
        return new Octets(text.getBytes(StandardCharsets.UTF_8));
    }

    public byte[] toArray() {
        return value.clone();
    }

    public int length() {
        return value.length;
    }

    byte at(int index) {
        return value[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(value, octets.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /// The octets read as UTF-8, what is not with replacement characters.
    @Override
    public String toString() {
        return new String(value, StandardCharsets.UTF_8);
    }
}
