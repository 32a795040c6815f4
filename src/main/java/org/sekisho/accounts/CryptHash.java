package org.sekisho.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// A password as crypt(3) of another server wrote it. Only ever checked, never made.
/// @param salt changes whenever the password does, and tells nothing about it
record CryptHash(Form form, String text, String salt) {
    private static final int MAX_ROUNDS = 500_000; // about a second: a hash must not take the machine
    private static final int MIN_COST = 4; // of bcrypt: there are no smaller ones
    private static final int MAX_COST = 14; // likewise

    enum Form {
        /// Looks at the first eight characters only.
        DES("DES", "([./0-9A-Za-z]{2})[./0-9A-Za-z]{11}()"),
        MD5("MD5-crypt", "\\$1\\$([./0-9A-Za-z]{1,8})\\$[./0-9A-Za-z]{22}()"),
        SHA256(
                "SHA-256-crypt",
                "(?=\\$5\\$(?:rounds=[0-9]+\\$)?([./0-9A-Za-z]{1,16})\\$)"
                        + "\\$5\\$(?:rounds=([0-9]{1,9})\\$)?[^$]*\\$[./0-9A-Za-z]{43}"),
        SHA512(
                "SHA-512-crypt",
                "(?=\\$6\\$(?:rounds=[0-9]+\\$)?([./0-9A-Za-z]{1,16})\\$)"
                        + "\\$6\\$(?:rounds=([0-9]{1,9})\\$)?[^$]*\\$[./0-9A-Za-z]{86}"),
        BCRYPT("bcrypt", "(?=\\$2[aby]\\$[0-9]{2}\\$([./0-9A-Za-z]{22}))\\$2[aby]\\$([0-9]{2})\\$[./0-9A-Za-z]{53}");

        private final String text;
        private final Pattern pattern;

        Form(String text, String pattern) {
            this.text = text;
            this.pattern = Pattern.compile(pattern);
        }

        /// For people.
        String text() {
            return text;
        }
    }

    /// @return empty for another form, for one that would take too long to check, and for one without a salt,
    ///     which cannot be checked
    static Optional<CryptHash> read(String text) {
        for (Form form : Form.values()) {
            Matcher matcher = form.pattern.matcher(text);
            if (matcher.matches()) {
                String effort = matcher.group(2);
                int most = form == Form.BCRYPT ? MAX_COST : MAX_ROUNDS;
                int least = form == Form.BCRYPT ? MIN_COST : 0;
                boolean possible = effort == null
                        || effort.isEmpty()
                        || (Integer.parseInt(effort) >= least && Integer.parseInt(effort) <= most);
                return possible ? Optional.of(new CryptHash(form, text, matcher.group(1))) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    boolean matches(String password) {
        if (form == Form.BCRYPT) {
            return !password.isEmpty() && OpenBSDBCrypt.checkPassword(text, password.toCharArray());
        }
        byte[] octets = password.getBytes(StandardCharsets.UTF_8);
        byte[] computed = Crypt.crypt(octets, text).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.US_ASCII), computed);
    }
}
