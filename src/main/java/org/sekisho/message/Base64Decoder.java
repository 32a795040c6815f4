package org.sekisho.message;

import java.util.Arrays;

/// RFC 2045 §6.8: octets outside the alphabet are ignored. Behind the padding may come another text, as in what
/// was put together from several. Used by one thread.
final class Base64Decoder implements DecodedInput.Decoder {
    private static final byte[] VALUES = values();
    private static final byte IGNORED = -1;

    private int bits;
    private int digits; // of the group under way, 0 to 3

    private static byte[] values() {
        byte[] values = new byte[256];
        Arrays.fill(values, IGNORED);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }

    @Override
    public void decode(byte[] encoded, int length, OctetBuffer into) {
        for (int i = 0; i < length; i++) {
            if (encoded[i] == '=') {
                finish(into);
                continue;
            }
            byte value = VALUES[encoded[i] & 0xff];
            if (value != IGNORED) {
                bits = bits << 6 | value;
                digits++;
            }
            if (digits == 4) {
                into.write(bits >> 16);
                into.write(bits >> 8);
                into.write(bits);
                digits = 0;
                bits = 0;
            }
        }
    }

    @Override
    public void finish(OctetBuffer into) {
        if (digits == 3) {
            into.write(bits >> 10);
            into.write(bits >> 2);
        } else if (digits == 2) {
            into.write(bits >> 4);
        }
        digits = 0;
        bits = 0;
    }
}
