package org.sekisho.qmail;

import java.util.regex.Pattern;
import org.sekisho.events.Secret;

/// A password as crypt(3) wrote it.
/// @param text as written
public record PasswordHash(Form form, Secret text) {
    public enum Form {
        DES("DES", "[./0-9A-Za-z]{13}"),
        MD5("MD5-crypt", "\\$1\\$[^$]{0,8}\\$[./0-9A-Za-z]{22}"),
        SHA256("SHA-256-crypt", "\\$5\\$(rounds=[0-9]{1,9}\\$)?[^$]{0,16}\\$[./0-9A-Za-z]{43}"),
        SHA512("SHA-512-crypt", "\\$6\\$(rounds=[0-9]{1,9}\\$)?[^$]{0,16}\\$[./0-9A-Za-z]{86}"),
        BCRYPT("bcrypt", "\\$2[abxy]\\$[0-9]{2}\\$[./0-9A-Za-z]{53}"),
        ARGON2ID("Argon2id", "\\$argon2id\\$v=19\\$m=[0-9]+,t=[0-9]+,p=[0-9]+\\$[A-Za-z0-9+/]+\\$[A-Za-z0-9+/]+"),
        /// No password opens it.
        LOCKED("locked", "|[*!].*"),
        UNKNOWN("a form that is not known", ".*");

        private final String text;
        private final Pattern pattern;

        Form(String text, String pattern) {
            this.text = text;
            this.pattern = Pattern.compile(pattern);
        }

        /// For people.
        public String text() {
            return text;
        }
    }

    static PasswordHash of(String text) {
        for (Form form : Form.values()) {
            if (form.pattern.matcher(text).matches()) {
                return new PasswordHash(form, new Secret(text));
            }
        }
        return new PasswordHash(Form.UNKNOWN, new Secret(text));
    }

    /// Whether an account can keep it, if only until the first log-in.
    public boolean canBeTaken() {
        return form != Form.LOCKED && form != Form.UNKNOWN;
    }
}
