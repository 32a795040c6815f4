package org.sekisho.audit.relay;

import java.util.random.RandomGenerator;

/// Names that only one probe of one run uses, so that what arrives somewhere proves which one it was.
/// @param victim the local part of its recipient outside
/// @param sender the local part of its sender outside, where it has one
record Token(String victim, String sender) {
    private static final int BASE = 36;

    static Token create(RandomGenerator random) {
        String unique = Long.toString(random.nextLong(1L << 50, 1L << 52), BASE);
        return new Token("relayed-" + unique, "returned-" + unique);
    }
}
