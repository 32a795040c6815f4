package org.sekisho.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.Dice;

class EncodedWordsTest {
    private static final String JAPANESE = "日本語のメール、カタカナとひらがな";

    private static String decode(String field) {
        return EncodedWords.decode(RawText.of(field));
    }

    private static String word(String charset, byte[] octets) {
        return "=?" + charset + "?B?" + Base64.getEncoder().encodeToString(octets) + "?=";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "plain text#plain text",
                "``#``",
                // RFC 2047 §8
                "=?ISO-8859-1?Q?a?=#a",
                "=?ISO-8859-1?Q?a?= b#a b",
                "=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=#ab",
                "=?ISO-8859-1?Q?a?=  \t =?ISO-8859-1?Q?b?=#ab",
                "=?ISO-8859-1?Q?a_b?=#a b",
                "=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=#a b",
                "=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>#Keith Moore <moore@cs.utk.edu>",
                "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?="
                        + " =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?="
                        + "#If you can read this you understand the example.",
                "=?ISO-8859-1?Q?Andr=E9?= Pirard#André Pirard",
                // RFC 2231 §5
                "=?US-ASCII*EN?Q?Keith_Moore?=#Keith Moore",
                // a character cut in two
                "=?utf-8?Q?=E3=81?= =?utf-8?Q?=82?=#あ",
                "=?UTF-8?B?44E=?= =?utf-8?b?gg==?=#あ",
                // between and around
                "a =?utf-8?q?b?= =?utf-8?q?c?= d#a bc d",
                "a=?utf-8?q?b?=c#abc",
                "=?utf-8?q?a b?=#a b",
                " =?utf-8?q?a?= # a ",
                // no words
                "=?utf-8?q?a#=?utf-8?q?a",
                "=?utf-8?x?a?=#=?utf-8?x?a?=",
                "=??q?a?=#=??q?a?=",
                "=?utf 8?q?a?=#=?utf 8?q?a?=",
                "=?#=?",
                "=?=?=?=#=?=?=?=",
                "=?utf-8?q??=#``",
                // broken
                "=?utf-8?q?=E?=#=E",
                "=?utf-8?q?=?=#=",
                "=?utf-8?b?!!!?=#``",
                "=?utf-8?q?=FF?=#\uFFFD",
                "=?unknown-8bit?q?caf=C3=A9?=#café",
                "=?x-nobody-knows?q?abc?=#abc",
                // what nobody could see
                "=?utf-8?q?a=0D=0ABcc:_x?=#a  Bcc: x",
                "=?utf-8?q?a=00b?=#a b",
                // raw
                "caf\u00e9 日本#caf\u00e9 日本",
                "日本 =?utf-8?q?=E8=AA=9E?=#日本 語",
            })
    void decodes(String field, String text) {
        assertEquals(text, decode(field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iso-2022-jp",
                "ISO-2022-JP",
                "Shift_JIS",
                "shift-jis",
                "x-sjis",
                "windows-31J",
                "cp932",
                "EUC-JP",
                "utf-8",
                "UTF8",
                "CP50221"
            })
    void japaneseInEveryCharset(String charset) {
        Charset used = Charsets.named(charset).orElseThrow();
        assertEquals(JAPANESE, decode(word(charset, JAPANESE.getBytes(used))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"iso-2022-jp", "Shift_JIS", "EUC-JP", "utf-8"})
    void japaneseWithoutAnyEncoding(String charset) {
        byte[] octets = JAPANESE.getBytes(Charsets.named(charset).orElseThrow());
        assertEquals(JAPANESE, EncodedWords.decode(RawText.of(octets)));
    }

    @Test
    void whatJapaneseMailersSendBeyondTheRfc() {
        // half-width kana, NEC's and IBM's characters (CP50221), in words of their own
        assertEquals("ｱｲ", decode(word("iso-2022-jp", octets("\33(I12\33(B"))));
        assertEquals("①髙", decode(word("iso-2022-jp", octets("\33$B-!\33(B")) + " " + word("cp932", hex("fbfc"))));
        assertEquals("①", decode(word("euc-jp", hex("ada1"))));
        assertEquals("～", decode(word("iso-2022-jp", octets("\33$B!A\33(B")))); // not U+301C, as in Windows
        // each word begins in ASCII, though the one before forgot to go back to it
        assertEquals("亜abc", decode(word("iso-2022-jp", octets("\33$B0!")) + " " + word("iso-2022-jp", octets("abc"))));
        assertEquals("亜¥", decode(word("iso-2022-jp", octets("\33$@0!\33(J\\"))));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] hex(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }

    @ParameterizedTest
    @CsvSource({
        "iso-8859-1, windows-1252",
        "ISO_8859-1, windows-1252",
        "gb2312, GB18030",
        "ks_c_5601-1987, x-windows-949",
        "big5, Big5-HKSCS",
        "utf-16, UTF-16",
        "koi8-r, KOI8-R",
        "iso-8859-8-i, ISO-8859-8"
    })
    void names(String name, String charset) {
        assertEquals(Optional.of(charset), Charsets.named(name).map(Charset::name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "us-ascii", "ANSI_X3.4-1968", "unknown-8bit", "x-unknown", "a b", "\0", "utf-7", "日本"})
    void namesThatSayNothing(String name) {
        assertEquals(Optional.empty(), Charsets.named(name));
        assertEquals(Optional.empty(), Charsets.named(name.repeat(100)));
    }

    @Test
    void latinIsNotTakenForJapanese() {
        for (String text : List.of("café", "für Jürgen", "naïve", "ñandú", "Ærø")) {
            assertEquals(text, EncodedWords.decode(RawText.of(text.getBytes(StandardCharsets.ISO_8859_1))));
        }
        assertEquals("“x”", EncodedWords.decode(new RawText("\u0093x\u0094")));
    }

    @Test
    void neverFailsWhateverComes() {
        List<String> pieces =
                List.of("=?", "?=", "utf-8", "?", "Q", "B", "=E3", "=", " ", "iso-2022-jp", "\33$B", "a", "ø", "44GC");
        Dice.check(2_000, dice -> {
            String field = dice.text(pieces, dice.below(30));
            String text = decode(field);
            assertTrue(text.chars().noneMatch(Character::isISOControl), text);
        });
    }

    @Test
    void fieldsMadeToTakeLong() {
        for (String piece : List.of("=?x?Q? ", "=?", "=?x?", "=?x?Q?", "=?a?q?=?=", "?=", "\33$B")) {
            decode(piece.repeat(30_000));
            new AddressReader(RawText.of(piece.repeat(30_000))).addresses();
        }
    }
}
