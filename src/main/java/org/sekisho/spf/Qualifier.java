package org.sekisho.spf;

/// What follows from a mechanism that matches. RFC 7208 §4.6.2.
enum Qualifier {
    PASS('+', SpfResult.PASS),
    FAIL('-', SpfResult.FAIL),
    SOFTFAIL('~', SpfResult.SOFTFAIL),
    NEUTRAL('?', SpfResult.NEUTRAL);

    private final char sign;
    private final SpfResult result;

    Qualifier(char sign, SpfResult result) {
        this.sign = sign;
        this.result = result;
    }

    SpfResult result() {
        return result;
    }

    static boolean isSign(char c) {
        return "+-~?".indexOf(c) >= 0;
    }

    /// @param c one of the four signs
    static Qualifier of(char c) {
        for (Qualifier qualifier : values()) {
            if (qualifier.sign == c) {
                return qualifier;
            }
        }
        throw new IllegalArgumentException("no qualifier: " + c);
    }
}
