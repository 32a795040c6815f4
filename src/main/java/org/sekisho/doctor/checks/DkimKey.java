package org.sekisho.doctor.checks;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Primitive;
import org.sekisho.address.SyntaxError;

/// A key as it is published for DKIM. RFC 6376 §3.6.1, RFC 8463.
sealed interface DkimKey {
    /// @param bits of the modulus
    record Rsa(int bits, boolean testing) implements DkimKey {}

    record Ed25519(boolean testing) implements DkimKey {}

    record Revoked() implements DkimKey {}

    int ED25519_OCTETS = 32; // RFC 8463 §4

    /// Whether a TXT record is meant as a key: a wildcard may answer for every selector.
    static boolean isOne(String txt) {
        String lower = txt.toLowerCase(Locale.ROOT).replace(" ", "");
        return lower.startsWith("v=dkim1") || lower.startsWith("p=") || lower.contains(";p=");
    }

    /// @throws SyntaxError no verifier can use it; says why
    static DkimKey parse(String txt) {
        TagList tags = TagList.of(txt);
        if (!tags.value("v").orElse("DKIM1").equals("DKIM1")) {
            throw new SyntaxError("v=" + tags.value("v").orElse("") + " is not DKIM1");
        }
        String key = tags.value("p")
                .orElseThrow(() -> new SyntaxError("there is no p="))
                .replaceAll("\\s", "");
        if (key.isEmpty()) {
            return new Revoked();
        }
        if (tags.value("h").isPresent() && !words(tags, "h").contains("sha256")) {
            throw new SyntaxError("h= does not allow sha256");
        }
        if (tags.value("s").isPresent() && words(tags, "s").stream().noneMatch(List.of("*", "email")::contains)) {
            throw new SyntaxError("s= does not allow email");
        }
        boolean testing = words(tags, "t").contains("y");
        return switch (tags.value("k").orElse("rsa").toLowerCase(Locale.ROOT)) {
            case "rsa" -> new Rsa(bits(octets(key)), testing);
            case "ed25519" -> {
                if (octets(key).length != ED25519_OCTETS) {
                    throw new SyntaxError("an Ed25519 key has " + ED25519_OCTETS + " octets");
                }
                yield new Ed25519(testing);
            }
            default -> throw new SyntaxError("k=" + tags.value("k").orElse("") + " is not known");
        };
    }

    private static List<String> words(TagList tags, String name) {
        return Arrays.stream(
                        tags.value(name).orElse("").toLowerCase(Locale.ROOT).split(":", -1))
                .map(String::strip)
                .toList();
    }

    private static byte[] octets(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new SyntaxError("p= is not base64: " + e.getMessage());
        }
    }

    private static int bits(byte[] key) {
        try {
            var rsa = (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key));
            return rsa.getModulus().bitLength();
        } catch (GeneralSecurityException _) {
            return bitsOfBareKey(key);
        }
    }

    /// RFC 6376 said so before its erratum 3017, and verifiers take it.
    private static int bitsOfBareKey(byte[] key) {
        try {
            return org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(ASN1Primitive.fromByteArray(key))
                    .getModulus()
                    .bitLength();
        } catch (IOException | IllegalArgumentException | IllegalStateException _) {
            throw new SyntaxError("p= is no RSA key; it may be cut off");
        }
    }
}
