package org.sekisho.address;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Octets from the wire as text, strictly. RFC 3629; RFC 6531 §3.3.
public final class Utf8 {
    private Utf8() {}

    /// @throws SyntaxError octets that are not UTF-8 (over-long forms and surrogates included)
    public static String decode(byte[] octets, int from, int to) {
        if (isAscii(octets, from, to)) {
            return new String(octets, from, to - from, StandardCharsets.ISO_8859_1); // the JDK's fastest
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, from, to - from))
                    .toString();
        } catch (CharacterCodingException _) {
            throw new SyntaxError("the text is not UTF-8");
        }
    }

    public static boolean isAscii(byte[] octets, int from, int to) {
        int all = 0;
        for (int i = from; i < to; i++) {
            all |= octets[i];
        }
        return all >= 0;
    }

    /// How many octets the text has as UTF-8.
    /// @throws SyntaxError a surrogate without its other half
    static int length(String text) {
        int octets = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) {
                octets += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            } else if (Character.isSurrogatePair(c, i + 1 < text.length() ? text.charAt(i + 1) : 'x')) {
                octets += 4;
                i++;
            } else {
                throw new SyntaxError("the text is not UTF-8");
            }
        }
        return octets;
    }
}
