package org.sekisho.migration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.OldPassword;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Secret;

/// A passwd-file of dovecot: `user:{SCHEME}password:uid:gid:gecos:home:shell:extra`.
/// @param unread lines with a user and a domain that make no address, or no path
record PasswdFile(Map<Mailbox, Entry> entries, List<Integer> unread) {
    private static final Set<String> CLEAR = Set.of("PLAIN", "CLEARTEXT", "CLEAR");
    private static final Set<String> CRYPT =
            Set.of("CRYPT", "DES-CRYPT", "MD5-CRYPT", "MD5", "SHA256-CRYPT", "SHA512-CRYPT", "BLF-CRYPT", "ARGON2ID");

    private static final char REPLACED = '\uFFFD';

    /// @param password empty: of a form that cannot be kept
    record Entry(int line, Optional<OldPassword> password, Optional<Path> home) {}

    /// Lines for users without a domain are left out.
    static PasswdFile read(Path file) throws IOException {
        Map<Mailbox, Entry> entries = new LinkedHashMap<>();
        List<Integer> unread = new ArrayList<>();
        int number = 0;
        // octets that are not UTF-8 are replaced: one name in another character set must not cost the others
        for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            number++;
            String[] fields = line.split(":", -1);
            if (line.startsWith("#") || fields.length < 2 || fields[0].indexOf('@') < 1) {
                continue;
            }
            try {
                if (fields[0].indexOf(REPLACED) >= 0 || (fields.length > 5 && fields[5].indexOf(REPLACED) >= 0)) {
                    throw new SyntaxError("not UTF-8");
                }
                Optional<Path> home = fields.length > 5 && fields[5].startsWith("/")
                        ? Optional.of(Path.of(fields[5]))
                        : Optional.empty();
                entries.put(Mailbox.of(fields[0]), new Entry(number, password(fields[1]), home));
            } catch (SyntaxError | InvalidPathException _) {
                unread.add(number);
            }
        }
        return new PasswdFile(entries, unread);
    }

    private static Optional<OldPassword> password(String text) {
        if (text.indexOf(REPLACED) >= 0) {
            return Optional.empty();
        }
        int end = text.indexOf('}');
        if (!text.startsWith("{") || end < 0) {
            return OldPassword.ofHash(new Secret(text));
        }
        String scheme = text.substring(1, end).toUpperCase(Locale.ROOT);
        var rest = new Secret(text.substring(end + 1));
        if (CLEAR.contains(scheme) && !rest.value().isEmpty()) {
            return Optional.of(new OldPassword.Clear(rest, Optional.empty()));
        }
        return CRYPT.contains(scheme) ? OldPassword.ofHash(rest) : Optional.empty();
    }
}
