package org.sekisho.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/// Certificates and keys in text (RFC 7468).
final class Pem {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----");
    private static final String PKCS8_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String PKCS8_END = "-----END PRIVATE KEY-----";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    private Pem() {}

    /// Whatever else is in the text is passed over: a file may hold the key as well.
    /// @throws CertificateException there is none
    static List<X509Certificate> certificates(byte[] pem) throws CertificateException {
        var factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        Matcher block = CERTIFICATE.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        while (block.find()) {
            byte[] one = block.group().getBytes(StandardCharsets.ISO_8859_1);
            found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(one)));
        }
        if (found.isEmpty()) {
            throw new CertificateException("the file holds no certificate");
        }
        return found;
    }

    static PrivateKey privateKey(String pem) throws GeneralSecurityException {
        int begin = pem.indexOf(PKCS8_BEGIN);
        int end = pem.indexOf(PKCS8_END);
        if (begin < 0 || end < begin) {
            return olderForm(pem);
        }
        byte[] encoded = decode(pem.substring(begin + PKCS8_BEGIN.length(), end));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (InvalidKeySpecException _) {
                // of another algorithm: the next one may read it
            }
        }
        throw new InvalidKeyException("the key is neither RSA, EC nor EdDSA");
    }

    private static byte[] decode(String base64) throws InvalidKeyException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the key is not base64", e);
        }
    }

    // PKCS#1 and SEC 1, as older openssl writes them; kept apart because the library takes its time to load
    private static PrivateKey olderForm(String pem) throws GeneralSecurityException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (Object next = parser.readObject(); next != null; next = parser.readObject()) {
                if (next instanceof PEMKeyPair pair) {
                    byte[] encoded = pair.getPrivateKeyInfo().getEncoded();
                    return privateKey(PKCS8_BEGIN + Base64.getEncoder().encodeToString(encoded) + PKCS8_END);
                }
            }
        } catch (IOException e) {
            throw new InvalidKeyException("the key cannot be read", e);
        }
        throw new InvalidKeyException("the file holds no private key without a passphrase");
    }

    /// @throws InvalidKeyException the key is not that of the certificate
    static void requirePair(X509Certificate certificate, PrivateKey key) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> "EdDSA";
        };
        byte[] proof = {1, 2, 3};
        var signer = Signature.getInstance(algorithm);
        signer.initSign(key);
        signer.update(proof);
        byte[] signature = signer.sign();
        var verifier = Signature.getInstance(algorithm);
        verifier.initVerify(certificate.getPublicKey());
        verifier.update(proof);
        if (!verifier.verify(signature)) {
            throw new InvalidKeyException("the key does not belong to the certificate");
        }
    }
}
