package org.sekisho.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The charsets of mail. A name means what its users mean by it: the charset that holds all the characters they
/// write, not the smaller one that was registered. So Shift_JIS is Microsoft's, ISO-2022-JP has half-width kana
/// and the characters of NEC and IBM (CP50221), and ISO-8859-1 is windows-1252.
public final class Charsets {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Charset SHIFT_JIS = Charset.forName("windows-31j");
    private static final Charset EUC_JP = Charset.forName("x-eucJP-Open"); // with the characters of NEC
    private static final Charset ISO_2022_JP = Charset.forName("x-windows-iso2022jp");
    private static final int LONGEST_NAME = 40;

    private static final Map<String, Charset> BY_NAME = Map.ofEntries(
            Map.entry("utf8", StandardCharsets.UTF_8),
            Map.entry("unicode11utf8", StandardCharsets.UTF_8),
            Map.entry("iso88591", WINDOWS_1252),
            Map.entry("latin1", WINDOWS_1252),
            Map.entry("iso88599", Charset.forName("windows-1254")),
            Map.entry("iso885911", Charset.forName("x-windows-874")),
            Map.entry("tis620", Charset.forName("x-windows-874")),
            Map.entry("iso88598i", Charset.forName("ISO-8859-8")),
            Map.entry("shiftjis", SHIFT_JIS),
            Map.entry("xsjis", SHIFT_JIS),
            Map.entry("sjis", SHIFT_JIS),
            Map.entry("mskanji", SHIFT_JIS),
            Map.entry("windows932", SHIFT_JIS),
            Map.entry("cp932", SHIFT_JIS),
            Map.entry("ms932", SHIFT_JIS),
            Map.entry("xmscp932", SHIFT_JIS),
            Map.entry("eucjp", EUC_JP),
            Map.entry("xeucjp", EUC_JP),
            Map.entry("cp51932", EUC_JP),
            Map.entry("iso2022jp", ISO_2022_JP),
            Map.entry("iso2022jpms", ISO_2022_JP),
            Map.entry("csiso2022jp", ISO_2022_JP),
            Map.entry("cp50220", ISO_2022_JP),
            Map.entry("cp50221", ISO_2022_JP),
            Map.entry("cp50222", ISO_2022_JP),
            Map.entry("iso2022jp1", Charset.forName("ISO-2022-JP-2")), // with JIS X 0212
            Map.entry("gb2312", Charset.forName("GB18030")),
            Map.entry("gbk", Charset.forName("GB18030")),
            Map.entry("xgbk", Charset.forName("GB18030")),
            Map.entry("big5", Charset.forName("Big5-HKSCS")),
            Map.entry("ksc56011987", Charset.forName("x-windows-949")),
            Map.entry("ksc5601", Charset.forName("x-windows-949")),
            Map.entry("euckr", Charset.forName("x-windows-949")));

    private Charsets() {}

    /// The charset that a message calls by this name.
    /// @return empty: there is none, or its name says nothing of it (US-ASCII with octets beyond it): see [#guess]
    public static Optional<Charset> named(String name) {
        String known = name.toLowerCase(Locale.ROOT).strip();
        if (known.isEmpty() || known.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        Charset ours = BY_NAME.get(known.replace("-", "").replace("_", ""));
        if (ours != null) {
            return Optional.of(ours);
        }
        try {
            return Optional.of(Charset.forName(known)).filter(charset -> !charset.equals(StandardCharsets.US_ASCII));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return Optional.empty(); // a name from outside; the answer is that there is no such charset
        }
    }

    /// What octets without a (usable) charset most probably are, for mail in Japan.
    /// @param whole false: these are the beginning of a text, and may end within a character
    public static Charset guess(byte[] octets, boolean whole) {
        if (isIso2022(octets)) {
            return ISO_2022_JP;
        }
        if (isIn(StandardCharsets.UTF_8, octets, whole)) {
            return StandardCharsets.UTF_8;
        }
        if (isIn(EUC_JP, octets, whole)) {
            return EUC_JP;
        }
        return isIn(SHIFT_JIS, octets, whole) && hasLeadOfShiftJis(octets) ? SHIFT_JIS : WINDOWS_1252;
    }

    /// Never fails: what is no character is U+FFFD.
    public static String decode(byte[] octets, Charset charset) {
        return new String(octets, charset);
    }

    /// Whether each word of a text begins anew in ASCII.
    static boolean isStateful(Charset charset) {
        return charset.equals(ISO_2022_JP) || charset.name().startsWith("ISO-2022");
    }

    private static boolean isIso2022(byte[] octets) {
        for (int i = 0; i + 2 < octets.length; i++) {
            if (octets[i] == 0x1b && (octets[i + 1] == '$' || octets[i + 1] == '(')) {
                return true;
            }
        }
        return false;
    }

    /// Leads of Kana and of most Kanji; no characters in ISO-8859, and rare ones in windows-1252.
    private static boolean hasLeadOfShiftJis(byte[] octets) {
        for (byte octet : octets) {
            int value = octet & 0xff;
            if (value >= 0x81 && value <= 0x9f) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIn(Charset charset, byte[] octets, boolean whole) {
        var decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var characters = CharBuffer.allocate(octets.length + 1);
        return !decoder.decode(ByteBuffer.wrap(octets), characters, whole).isError();
    }
}
