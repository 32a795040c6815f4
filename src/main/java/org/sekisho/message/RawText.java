package org.sekisho.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A text of a header field exactly as it stands there, unfolded: whatever octets its author used, encoded words
/// not decoded. It may be ASCII, UTF-8 (RFC 6532) or anything else; [EncodedWords#decode] makes a text for people
/// of it.
/// @param octets each character is one octet, U+0001 to U+00FF; neither CR nor LF
public record RawText(String octets) {
    public RawText {
        if (!isOneLine(octets)) {
            throw new IllegalArgumentException("not the octets of one line");
        }
    }

    // a loop, as in isAscii: a listing of a mailbox asks of a dozen texts a message
    private static boolean isOneLine(String octets) {
        for (int i = 0; i < octets.length(); i++) {
            char octet = octets.charAt(i);
            if (octet == 0 || octet > 0xff || octet == '\r' || octet == '\n') {
                return false;
            }
        }
        return true;
    }

    /// The octets of a text in UTF-8.
    public static RawText of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public static RawText of(byte[] octets) {
        return new RawText(new String(octets, StandardCharsets.ISO_8859_1));
    }

    public byte[] toBytes() {
        return octets.getBytes(StandardCharsets.ISO_8859_1);
    }

    public boolean isEmpty() {
        return octets.isEmpty();
    }

    /// Whether every octet is below 128.
    public boolean isAscii() {
        for (int i = 0; i < octets.length(); i++) {
            if (octets.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /// Whether it may be shown as UTF-8 (RFC 6855 §3); ASCII may, too.
    public boolean isUtf8() {
        return isAscii() || utf8() != null;
    }

    /// What it says when it is read as UTF-8; octets that are not are one character each.
    public String text() {
        CharBuffer text = isAscii() ? null : utf8();
        return text == null ? octets : text.toString();
    }

    private @Nullable CharBuffer utf8() {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(toBytes()));
        } catch (CharacterCodingException _) {
            return null; // a choice, not a failure: other charsets were in use before
        }
    }

    @Override
    public String toString() {
        return text();
    }
}
