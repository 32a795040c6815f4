package org.sekisho.message;

import java.util.HashMap;
import java.util.Map;

/// The characters that HTML has names for, those of HTML 4 without its symbols and Greek letters.
final class HtmlEntities {
    private static final int FIRST_LATIN_1 = 0xa0;
    private static final String LATIN_1 = """
            nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr
            deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest
            Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml
            ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig
            agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml
            eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml
            """;
    private static final Map<String, Integer> OTHERS = Map.ofEntries(
            Map.entry("amp", (int) '&'),
            Map.entry("lt", (int) '<'),
            Map.entry("gt", (int) '>'),
            Map.entry("quot", (int) '"'),
            Map.entry("apos", (int) '\''),
            Map.entry("hellip", 0x2026),
            Map.entry("ndash", 0x2013),
            Map.entry("mdash", 0x2014),
            Map.entry("lsquo", 0x2018),
            Map.entry("rsquo", 0x2019),
            Map.entry("sbquo", 0x201a),
            Map.entry("ldquo", 0x201c),
            Map.entry("rdquo", 0x201d),
            Map.entry("bdquo", 0x201e),
            Map.entry("bull", 0x2022),
            Map.entry("dagger", 0x2020),
            Map.entry("permil", 0x2030),
            Map.entry("lsaquo", 0x2039),
            Map.entry("rsaquo", 0x203a),
            Map.entry("euro", 0x20ac),
            Map.entry("trade", 0x2122),
            Map.entry("larr", 0x2190),
            Map.entry("rarr", 0x2192),
            Map.entry("ensp", 0x2002),
            Map.entry("emsp", 0x2003),
            Map.entry("thinsp", 0x2009),
            Map.entry("zwnj", 0x200c),
            Map.entry("zwj", 0x200d),
            Map.entry("OElig", 0x152),
            Map.entry("oelig", 0x153),
            Map.entry("Scaron", 0x160),
            Map.entry("scaron", 0x161));
    private static final Map<String, Integer> NAMES = names();

    private HtmlEntities() {}

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new HashMap<>(OTHERS);
        int character = FIRST_LATIN_1;
        for (String name : LATIN_1.strip().split("\\s+", -1)) {
            names.put(name, character++);
        }
        return Map.copyOf(names);
    }

    /// @param name between & and ;
    /// @return 0: there is no such character
    static int character(String name) {
        if (!name.startsWith("#")) {
            return NAMES.getOrDefault(name, 0);
        }
        boolean hex = name.length() > 1 && Character.toLowerCase(name.charAt(1)) == 'x';
        String digits = name.substring(hex ? 2 : 1);
        int radix = hex ? 16 : 10;
        boolean valid = !digits.isEmpty() && digits.chars().allMatch(c -> Character.digit(c, radix) >= 0);
        long value = valid ? Long.parseLong(digits, radix) : 0;
        boolean surrogate = value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE;
        return value <= Character.MAX_CODE_POINT && !surrogate ? (int) value : 0;
    }
}
