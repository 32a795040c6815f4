package org.sekisho.mailbox;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// A body with the octets of its recipient's own before it. Skips as the body does, which a
/// [java.io.SequenceInputStream] would not. Used by one thread.
final class HeadedBody extends FilterInputStream {
    private final byte[] head;
    private int at;

    HeadedBody(byte[] head, InputStream body) {
        super(body);
        this.head = head;
    }

    @Override
    public int read() throws IOException {
        return at < head.length ? head[at++] & 0xff : super.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int part = Math.min(length, head.length - at);
        if (part == 0) {
            return super.read(target, offset, length);
        }
        System.arraycopy(head, at, target, offset, part);
        at += part;
        return part;
    }

    @Override
    public long skip(long octets) throws IOException {
        if (at == head.length) {
            return super.skip(octets);
        }
        int part = (int) Math.max(0, Math.min(octets, head.length - at));
        at += part;
        return part;
    }

    @Override
    public int available() throws IOException {
        return head.length - at + super.available();
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
