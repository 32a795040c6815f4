package org.sekisho.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Makes a text for people of a field. RFC 2047; with a language RFC 2231 §5. What many mailers do wrong is read
/// as it was meant: characters cut in two by the end of a word, octets without any encoding, words without space
/// between them, spaces within.
public final class EncodedWords {
    private static final int MAX_WORD = 2_000; // octets; RFC 2047 §2 allows 75
    private static final String START = "=?";
    private static final String END = "?=";

    private final String field;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream octets = new ByteArrayOutputStream();
    private String charset = ""; // of the octets not yet decoded; empty for octets outside of words

    private EncodedWords(String field) {
        this.field = field;
    }

    /// Never fails. Linear in the field's length.
    /// @return one line, without control characters
    public static String decode(RawText field) {
        return new EncodedWords(field.octets()).decode();
    }

    private String decode() {
        int at = 0;
        int plain = 0; // where the octets outside of words began
        while (at >= 0) {
            at = field.indexOf(START, at);
            int end = at < 0 ? -1 : end(field, at);
            if (end >= 0) {
                between(plain, at);
                word(at, end);
                plain = end;
                at = end;
            } else if (at >= 0) {
                at += START.length();
            }
        }
        between(plain, field.length());
        flush();
        return text.toString();
    }

    /// White space between two words belongs to neither (RFC 2047 §6.2).
    private void between(int from, int to) {
        String outside = field.substring(from, to);
        if (to == field.length() || from == 0 || !outside.isBlank()) {
            flush();
            octets.writeBytes(outside.getBytes(StandardCharsets.ISO_8859_1));
            flush();
        }
    }

    private void word(int start, int end) {
        int first = field.indexOf('?', start + START.length());
        String name = field.substring(start + START.length(), first).toLowerCase(Locale.ROOT);
        int language = name.indexOf('*');
        String own = language < 0 ? name : name.substring(0, language);
        if (!own.equals(charset)
                || Charsets.named(own).filter(Charsets::isStateful).isPresent()) {
            flush();
        }
        charset = own;
        boolean base64 = Character.toLowerCase(field.charAt(first + 1)) == 'b';
        byte[] encoded = field.substring(first + 3, end - END.length()).getBytes(StandardCharsets.ISO_8859_1);
        octets.writeBytes(base64 ? TransferEncoding.base64(encoded) : quoted(encoded));
    }

    /// RFC 2047 §4.2.
    private static byte[] quoted(byte[] encoded) {
        var decoded = new ByteArrayOutputStream(encoded.length);
        for (int i = 0; i < encoded.length; i++) {
            int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
            int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
            if (encoded[i] == '=' && high >= 0 && low >= 0) {
                decoded.write(high << 4 | low);
                i += 2;
            } else {
                decoded.write(encoded[i] == '_' ? ' ' : encoded[i]);
            }
        }
        return decoded.toByteArray();
    }

    private void flush() {
        byte[] all = octets.toByteArray();
        octets.reset();
        Charset used = Charsets.named(charset).orElseGet(() -> Charsets.guess(all, true));
        charset = "";
        for (char c : Charsets.decode(all, used).toCharArray()) {
            text.append(Character.isISOControl(c) ? ' ' : c); // a line end, say, which nobody could see here
        }
    }

    /// @return behind the encoded word that begins here; -1 when none does
    static int end(String field, int start) {
        if (!field.startsWith(START, start)) {
            return -1;
        }
        int most = Math.min(field.length(), start + MAX_WORD);
        int charsetEnd = field.indexOf('?', start + START.length(), most);
        boolean opens = charsetEnd > start + START.length()
                && charsetEnd + 2 < field.length()
                && "bBqQ".indexOf(field.charAt(charsetEnd + 1)) >= 0
                && field.charAt(charsetEnd + 2) == '?'
                && field.substring(start + START.length(), charsetEnd).chars().allMatch(c -> c > ' ' && c < 127);
        if (!opens) {
            return -1;
        }
        int textEnd = field.indexOf(END, charsetEnd + 3, Math.max(most, charsetEnd + 3));
        return textEnd < 0 ? -1 : textEnd + END.length();
    }
}
