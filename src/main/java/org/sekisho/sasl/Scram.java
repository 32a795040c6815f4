package org.sekisho.sasl;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// The arithmetic and the syntax of SCRAM-SHA-256, for both sides. RFC 5802 §3, §7; RFC 7677.
public final class Scram {
    /// What new passwords get; RFC 7677 §4 asks for 4096 at least.
    public static final int ITERATIONS = 15_000;

    /// What we do as a client for a server that asks for more: it would be an attack on our time.
    static final int MAX_ITERATIONS = 1_000_000;

    static final int KEY_OCTETS = 32;

    private static final String HMAC = "HmacSHA256";

    private Scram() {}

    /// StoredKey and ServerKey of a password. Slow on purpose: some milliseconds.
    /// @param password already prepared by SASLprep, not empty
    public static Keys.ScramKey derive(String credential, String password, byte[] salt, int iterations) {
        byte[] salted = saltedPassword(password, salt, iterations);
        return new Keys.ScramKey(
                credential, digest(hmac(salted, Text.octets("Client Key"))), hmac(salted, Text.octets("Server Key")));
    }

    static byte[] saltedPassword(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, KEY_OCTETS * Byte.SIZE))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2 with SHA-256", e);
        }
    }

    static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    static byte[] digest(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static byte[] xor(byte[] one, byte[] other) {
        byte[] result = one.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= other[i];
        }
        return result;
    }

    static String nonce(SecureRandom random) {
        byte[] octets = new byte[18];
        random.nextBytes(octets);
        return base64(octets);
    }

    static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Reads `a=…,b=…` whose first attributes have these letters, in this order; extensions may follow.
    /// @return the values, or empty
    static Optional<List<String>> attributes(String message, String letters) {
        String[] parts = message.split(",", -1);
        if (parts.length < letters.length()) {
            return Optional.empty();
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < letters.length(); i++) {
            if (!parts[i].startsWith(letters.charAt(i) + "=") || parts[i].length() == 2) {
                return Optional.empty();
            }
            values.add(parts[i].substring(2));
        }
        return Optional.of(values);
    }

    /// Printable ASCII without a comma, and not endless (RFC 5802 §7 "printable").
    static boolean isNonce(String text) {
        return !text.isEmpty() && text.length() <= 512 && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != ',');
    }

    /// `saslname`: a comma is `=2C`, an equals sign `=3D`, and no other escape exists.
    static String escaped(String name) {
        return name.replace("=", "=3D").replace(",", "=2C");
    }

    static Optional<String> unescaped(String name) {
        String plain = name.replace("=2C", ",").replace("=3D", "=");
        return escaped(plain).equals(name) && name.indexOf('\0') < 0 ? Optional.of(plain) : Optional.empty();
    }
}
