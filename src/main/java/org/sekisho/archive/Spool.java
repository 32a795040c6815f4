package org.sekisho.archive;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sekisho.message.SliceInput;

/// One message on its way: in memory while it is small, else in a temporary file of whoever runs this. For one
/// thread; used again for the next message.
public final class Spool extends OutputStream {
    static final int IN_MEMORY = 256 * 1024; // octets
    private static final int ENDING = 4; // octets that are remembered

    private final byte[] memory = new byte[IN_MEMORY];
    private @Nullable Path file;
    private @Nullable OutputStream out;
    private long octets;
    private long kept;
    private int last = -1;
    private int lastButOne = -1;
    private boolean irregular;
    private int ending;

    /// Begins anew, with nothing.
    public void clear() throws IOException {
        close();
        octets = 0;
        kept = 0;
        last = -1;
        lastButOne = -1;
        irregular = false;
        ending = 0;
    }

    public long octets() {
        return kept;
    }

    /// Whether all lines end with CRLF, and come back when they have been written with LF.
    boolean isRegular() {
        return !irregular && octets > 1 && last == '\n';
    }

    /// Whether these are the last octets, at most [#ENDING].
    boolean endsWith(String text) {
        int mask = text.length() == ENDING ? -1 : (1 << (text.length() * Byte.SIZE)) - 1;
        int wanted = 0;
        for (int i = 0; i < text.length(); i++) {
            wanted = wanted << Byte.SIZE | text.charAt(i);
        }
        return octets >= text.length() && (ending & mask) == wanted;
    }

    /// Leaves off the last octets.
    void cut(int count) {
        kept = Math.max(0, octets - count);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        look(source, offset, length);
        if (out == null && octets + length <= IN_MEMORY) {
            System.arraycopy(source, offset, memory, (int) octets, length);
        } else {
            OutputStream to = out == null ? spill() : out;
            to.write(source, offset, length);
        }
        octets += length;
        kept = octets;
    }

    private void look(byte[] source, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            int octet = source[i] & 0xff;
            irregular |= octet == '\n' && (last != '\r' || lastButOne == '\r');
            lastButOne = last;
            last = octet;
            ending = ending << Byte.SIZE | octet;
        }
    }

    private OutputStream spill() throws IOException {
        Path made = Files.createTempFile("sekisho", ".eml"); // for its owner only
        file = made;
        OutputStream to = Files.newOutputStream(made);
        out = to;
        to.write(memory, 0, (int) octets);
        return to;
    }

    /// All that was written, but for what was cut. As often as one likes.
    public InputStream open() throws IOException {
        OutputStream to = out;
        Path from = file;
        if (to == null || from == null) {
            return new ByteArrayInputStream(memory, 0, (int) kept);
        }
        to.flush();
        return new SliceInput(Files.newInputStream(from), kept);
    }

    byte[] beginning(int most) throws IOException {
        if (out == null) {
            return Arrays.copyOf(memory, (int) Math.min(most, kept));
        }
        try (InputStream in = open()) {
            return in.readNBytes(most);
        }
    }

    @Override
    public void close() throws IOException {
        OutputStream to = out;
        Path from = file;
        out = null;
        file = null;
        if (to != null) {
            to.close();
        }
        if (from != null) {
            Files.deleteIfExists(from);
        }
    }
}
