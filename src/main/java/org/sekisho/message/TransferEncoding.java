package org.sekisho.message;

import java.io.InputStream;
import java.util.Optional;

/// Undoes a Content-Transfer-Encoding as it comes. RFC 2045 §6. What is not as the encoding wants it is read as
/// most programs read it: nothing is ever refused.
public final class TransferEncoding {
    private TransferEncoding() {}

    /// @param encoding in lower case, as in [Part.Fields]
    /// @return empty: an encoding that nobody knows here; RFC 9051 calls that UNKNOWN-CTE
    public static Optional<InputStream> decoded(String encoding, InputStream body) {
        return switch (encoding) {
            case "7bit", "8bit", "binary" -> Optional.of(body);
            case "base64" -> Optional.of(new DecodedInput(body, new Base64Decoder()));
            case "quoted-printable" -> Optional.of(new DecodedInput(body, new QuotedPrintableDecoder()));
            case "x-uuencode", "uuencode", "x-uue", "uue" -> Optional.of(new DecodedInput(body, new UuDecoder()));
            default -> Optional.empty();
        };
    }

    static boolean isKnown(String encoding) {
        return decoded(encoding, InputStream.nullInputStream()).isPresent();
    }

    /// Whether octets so encoded are as they are.
    static boolean isIdentity(String encoding) {
        return encoding.equals("7bit") || encoding.equals("8bit") || encoding.equals("binary");
    }

    /// Base64 of a word: as [#decoded] reads it.
    static byte[] base64(byte[] encoded) {
        var decoder = new Base64Decoder();
        var decoded = new OctetBuffer();
        decoder.decode(encoded, encoded.length, decoded);
        decoder.finish(decoded);
        return decoded.toBytes();
    }
}
