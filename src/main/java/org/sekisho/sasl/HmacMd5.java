package org.sekisho.sasl;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.MD5Digest;

/// HMAC-MD5 whose key is kept as the two MD5 states behind the padded key (RFC 2104 §4): enough to answer
/// CRAM-MD5, and not the password. Whoever steals it can log in with CRAM-MD5, and nowhere else.
/// @param inner 16 octets
/// @param outer 16 octets
public record HmacMd5(byte[] inner, byte[] outer) {
    private static final int BLOCK = 64; // octets
    private static final int STATE = 16; // octets
    private static final byte INNER_PAD = 0x36;
    private static final byte OUTER_PAD = 0x5c;

    public HmacMd5 {
        if (inner.length != STATE || outer.length != STATE) {
            throw new IllegalArgumentException("an MD5 state has 16 octets");
        }
    }

    public static HmacMd5 of(byte[] key) {
        byte[] block = Arrays.copyOf(key.length > BLOCK ? digest(new MD5Digest(), key) : key, BLOCK);
        return new HmacMd5(stateAfter(block, INNER_PAD), stateAfter(block, OUTER_PAD));
    }

    public byte[] of(String text) {
        return digest(resume(outer), digest(resume(inner), Text.octets(text)));
    }

    private static byte[] stateAfter(byte[] block, byte pad) {
        byte[] padded = block.clone();
        for (int i = 0; i < padded.length; i++) {
            padded[i] ^= pad;
        }
        var digest = new MD5Digest();
        digest.update(padded, 0, padded.length);
        // Bouncy Castle's form: 4 octets of buffer, 4 its fill, 8 the count, then the four words
        return Arrays.copyOfRange(digest.getEncodedState(), 16, 16 + STATE);
    }

    private static MD5Digest resume(byte[] state) {
        return new MD5Digest(ByteBuffer.allocate(16 + STATE + Integer.BYTES)
                .putInt(0)
                .putInt(0)
                .putLong(BLOCK)
                .put(state)
                .putInt(0)
                .array());
    }

    private static byte[] digest(MD5Digest digest, byte[] message) {
        digest.update(message, 0, message.length);
        byte[] result = new byte[STATE];
        digest.doFinal(result, 0);
        return result;
    }
}
