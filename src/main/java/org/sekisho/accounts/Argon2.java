package org.sekisho.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106) and its usual text form, which holds the parameters:
/// `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
/// @param memory in KiB
record Argon2(int memory, int passes, int lanes, byte[] salt, byte[] hash) {
    private static final int MEMORY = 19_456; // KiB; OWASP's choice for interactive log-in, some 30 ms here
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;
    private static final int MAX_MEMORY = 1 << 18; // KiB: an imported hash must not take the machine
    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;

    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    static Argon2 of(String password, SecureRandom random) {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return new Argon2(MEMORY, PASSES, LANES, salt, compute(MEMORY, PASSES, LANES, salt, password, HASH_OCTETS));
    }

    /// @return empty for another form, and for parameters that would take more than 256 MiB or 16 passes
    static Optional<Argon2> read(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int memory = Integer.parseInt(matcher.group(1));
        int passes = Integer.parseInt(matcher.group(2));
        int lanes = Integer.parseInt(matcher.group(3));
        if (passes < 1 || passes > MAX_PASSES || lanes < 1 || lanes > MAX_LANES) {
            return Optional.empty();
        }
        if (memory < 8 * lanes || memory > MAX_MEMORY) { // RFC 9106 §3.1
            return Optional.empty();
        }
        try {
            byte[] salt = Base64.getDecoder().decode(matcher.group(4));
            byte[] hash = Base64.getDecoder().decode(matcher.group(5));
            return salt.length < 8 || hash.length < 16 || hash.length > 128
                    ? Optional.empty()
                    : Optional.of(new Argon2(memory, passes, lanes, salt, hash));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    boolean matches(String password) {
        return MessageDigest.isEqual(hash, compute(memory, passes, lanes, salt, password, hash.length));
    }

    private static byte[] compute(int memory, int passes, int lanes, byte[] salt, String password, int octets) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[octets];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=" + memory + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }
}
