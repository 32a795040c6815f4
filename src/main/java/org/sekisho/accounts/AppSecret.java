package org.sekisho.accounts;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.events.Secret;

/// The secret of an app password: 20 letters and digits in four groups, 100 bits. No guessing finds it, so one
/// quick derivation (that of SCRAM) is enough to check it.
final class AppSecret {
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"; // 32, none that looks like another
    private static final int LENGTH = 20;
    private static final int GROUP = 5;

    private AppSecret() {}

    static Secret create(SecureRandom random) {
        var text = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return new Secret(grouped(text.toString()));
    }

    /// The printed form of what somebody typed with other case, spaces or no dashes; empty when it cannot be one.
    static Optional<String> typed(String password) {
        String plain = password.replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
        boolean possible = plain.length() == LENGTH && plain.chars().allMatch(c -> LETTERS.indexOf(c) >= 0);
        return possible ? Optional.of(grouped(plain)) : Optional.empty();
    }

    private static String grouped(String plain) {
        var text = new StringBuilder(plain);
        for (int i = LENGTH - GROUP; i > 0; i -= GROUP) {
            text.insert(i, '-');
        }
        return text.toString();
    }
}
