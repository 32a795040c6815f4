package org.sekisho.message;

import java.nio.charset.StandardCharsets;

/// uuencode, as Unix has it: lines between `begin` and `end`, each with its length in front. Used by one thread.
final class UuDecoder implements DecodedInput.Decoder {
    private static final int MAX_LINE = 200; // octets; the longest that means anything has 61

    private final OctetBuffer line = new OctetBuffer();
    private boolean begun;
    private boolean ended;

    @Override
    public void decode(byte[] encoded, int length, OctetBuffer into) {
        for (int i = 0; i < length && !ended; i++) {
            if (encoded[i] == '\n') {
                line(into);
            } else if (encoded[i] != '\r' && line.size() < MAX_LINE) {
                line.write(encoded[i]);
            }
        }
    }

    @Override
    public void finish(OctetBuffer into) {
        line(into);
    }

    private void line(OctetBuffer into) {
        String text = new String(line.octets(), 0, line.size(), StandardCharsets.ISO_8859_1);
        line.reset();
        if (!begun) {
            begun = text.startsWith("begin ");
        } else if (text.equals("end")) {
            ended = true;
        } else if (!text.isEmpty() && !ended) {
            octets(text, into);
        }
    }

    private static void octets(String text, OctetBuffer into) {
        int left = value(text, 0);
        for (int at = 1; left > 0; at += 4) {
            int group =
                    value(text, at) << 18 | value(text, at + 1) << 12 | value(text, at + 2) << 6 | value(text, at + 3);
            for (int shift = 16; shift >= 0 && left > 0; shift -= 8) {
                into.write(group >> shift);
                left--;
            }
        }
    }

    private static int value(String text, int at) {
        return at < text.length() ? text.charAt(at) - ' ' & 0x3f : 0;
    }
}
