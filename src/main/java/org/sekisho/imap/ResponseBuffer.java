package org.sekisho.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Responses as octets, before they are sent. Grows as needed: whoever fills it sends it and calls [#clear] now and
/// then. Used by one thread.
public final class ResponseBuffer {
    private static final int INITIAL = 512;
    private static final int KEPT = 64 * 1024; // octets that an empty buffer may hold on to
    private static final int MAX_QUOTED = 4096; // octets; longer strings are literals
    private static final int MAX_NUMBER_DIGITS = 20;

    private byte[] octets = new byte[INITIAL];
    private int length;

    /// The octets, from 0 to [#length]; valid until the next call of anything else here.
    public byte[] array() {
        return octets;
    }

    public int length() {
        return length;
    }

    public byte[] toArray() {
        return Arrays.copyOf(octets, length);
    }

    public void clear() {
        length = 0;
        if (octets.length > KEPT) {
            octets = new byte[INITIAL];
        }
    }

    /// What is there, as text, for tests and the log.
    @Override
    public String toString() {
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    private void room(int more) {
        if (octets.length - length < more) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, Math.addExact(length, more)));
        }
    }

    public ResponseBuffer octet(int octet) {
        room(1);
        octets[length++] = (byte) octet;
        return this;
    }

    public ResponseBuffer octets(byte[] from, int start, int count) {
        room(count);
        System.arraycopy(from, start, octets, length, count);
        length += count;
        return this;
    }

    ResponseBuffer space() {
        return octet(' ');
    }

    ResponseBuffer crlf() {
        return octet('\r').octet('\n');
    }

    /// @param text ASCII, printed as it is
    ResponseBuffer ascii(String text) {
        int count = text.length();
        room(count);
        for (int i = 0; i < count; i++) {
            octets[length + i] = (byte) text.charAt(i);
        }
        length += count;
        return this;
    }

    /// @param value 0 or more
    ResponseBuffer number(long value) {
        room(MAX_NUMBER_DIGITS);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            octets[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    ResponseBuffer twoDigits(int value) {
        return octet('0' + value / 10).octet('0' + value % 10);
    }

    /// Words with a space between.
    ResponseBuffer words(Iterable<String> words) {
        boolean first = true;
        for (String word : words) {
            if (!first) {
                space();
            }
            ascii(word);
            first = false;
        }
        return this;
    }

    /// `(\Seen work)`.
    ResponseBuffer flags(List<String> flags) {
        octet('(');
        for (int i = 0; i < flags.size(); i++) {
            if (i > 0) {
                space();
            }
            ascii(flags.get(i));
        }
        return octet(')');
    }

    /// One line of text for people; what cannot be in it becomes a question mark.
    ResponseBuffer humanText(String text, boolean unicode) {
        if (text.isEmpty()) {
            return octet('-'); // RFC 9051 §9: one character or more
        }
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            boolean printable = octet >= ' ' ? octet != 0x7f : octet < 0 && unicode;
            octet(printable ? octet : '?');
        }
        return this;
    }

    /// Quoted when it can be, otherwise a literal. NUL, which no string has, becomes a question mark.
    /// @param unicode quoted strings may be UTF-8
    ResponseBuffer string(String text, boolean unicode) {
        return string(text.getBytes(StandardCharsets.UTF_8), unicode);
    }

    ResponseBuffer string(byte[] text, boolean unicode) {
        int escapes = 0;
        boolean quotable = text.length <= MAX_QUOTED;
        boolean ascii = true;
        for (byte octet : text) {
            quotable &= octet != '\r' && octet != '\n' && octet != 0;
            ascii &= octet >= 0;
            escapes += octet == '"' || octet == '\\' ? 1 : 0;
        }
        if (!quotable || !(ascii || (unicode && isUtf8(text)))) {
            return literal(text);
        }
        return quoted(text, escapes);
    }

    private static boolean isUtf8(byte[] text) {
        return Arrays.equals(new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8), text);
    }

    private ResponseBuffer quoted(byte[] text, int escapes) {
        room(text.length + escapes + 2);
        octets[length++] = '"';
        for (byte octet : text) {
            if (octet == '"' || octet == '\\') {
                octets[length++] = '\\';
            }
            octets[length++] = octet;
        }
        octets[length++] = '"';
        return this;
    }

    private ResponseBuffer literal(byte[] text) {
        literalHead(text.length, false);
        room(text.length);
        for (byte octet : text) {
            octets[length++] = octet == 0 ? (byte) '?' : octet;
        }
        return this;
    }

    /// `{n}` or `~{n}` and CRLF; the octets follow.
    ResponseBuffer literalHead(long count, boolean binary) {
        if (binary) {
            octet('~');
        }
        return octet('{').number(count).octet('}').crlf();
    }

    /// As [#string], with NUL: then it is a literal8.
    ResponseBuffer anyOctets(Octets text, boolean unicode) {
        byte[] array = text.toArray();
        for (byte octet : array) {
            if (octet == 0) {
                return literalHead(array.length, true).octets(array, 0, array.length);
            }
        }
        return string(array, unicode);
    }

    /// As an atom when it can be.
    ResponseBuffer astring(String text, boolean unicode) {
        boolean atom = !text.isEmpty() && !text.equalsIgnoreCase("NIL");
        for (int i = 0; atom && i < text.length(); i++) {
            atom = Characters.isAstring(text.charAt(i));
        }
        return atom ? ascii(text) : string(text, unicode);
    }

    ResponseBuffer mailbox(String name, boolean unicode) {
        return astring(unicode ? name : ModifiedUtf7.encode(name), unicode);
    }

    /// `1:3,7`.
    ResponseBuffer set(SequenceSet.Numbers numbers) {
        numbers.printTo(this);
        return this;
    }
}
