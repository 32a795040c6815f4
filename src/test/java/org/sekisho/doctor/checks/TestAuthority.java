package org.sekisho.doctor.checks;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A root and an intermediate authority, and what they sign.
final class TestAuthority {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FAR_AWAY = Instant.parse("2040-01-01T00:00:00Z");

    private final KeyPair rootKey = ec();
    private final KeyPair middleKey = ec();
    private final X509Certificate root =
            sign("Test Root", rootKey, "Test Root", rootKey.getPrivate(), new Wanted(true));
    private final X509Certificate middle =
            sign("Test Middle", middleKey, "Test Root", rootKey.getPrivate(), new Wanted(true));

    /// What a certificate is to be like.
    record Wanted(boolean authority, String name, Instant from, Instant to, String algorithm) {
        Wanted(boolean authority) {
            this(authority, "mx.example.com", LONG_AGO, FAR_AWAY, "SHA256withECDSA");
        }

        static Wanted ordinary() {
            return new Wanted(false);
        }

        Wanted withName(String other) {
            return new Wanted(authority, other, from, to, algorithm);
        }

        Wanted between(Instant first, Instant last) {
            return new Wanted(authority, name, first, last, algorithm);
        }

        Wanted signedBy(String other) {
            return new Wanted(authority, name, from, to, other);
        }
    }

    /// A certificate with what is shown along with it, and its key.
    record Issued(List<X509Certificate> chain, PrivateKey key) {
        CertificateFiles write(Path folder) throws IOException, GeneralSecurityException {
            var text = new StringBuilder();
            for (X509Certificate each : chain) {
                text.append(pem("CERTIFICATE", each.getEncoded()));
            }
            var files = new CertificateFiles(folder.resolve("cert.pem"), folder.resolve("key.pem"));
            Files.writeString(files.certificate(), text);
            Files.writeString(files.key(), pem("PRIVATE KEY", key.getEncoded()));
            Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r-----"));
            return files;
        }

        Issued withoutTheRest() {
            return new Issued(List.of(chain.getFirst()), key);
        }
    }

    Set<TrustAnchor> anchors() {
        return Set.of(new TrustAnchor(root, null));
    }

    Issued issue(Wanted wanted) {
        return issue(wanted, ec());
    }

    Issued issue(Wanted wanted, KeyPair pair) {
        return new Issued(
                List.of(sign("leaf", pair, "Test Middle", middleKey.getPrivate(), wanted), middle), pair.getPrivate());
    }

    /// With the root, as a private authority's server would show it.
    Issued issueWithRoot(Wanted wanted) {
        Issued issued = issue(wanted);
        return new Issued(List.of(issued.chain().getFirst(), middle, root), issued.key());
    }

    static Issued selfSigned() {
        KeyPair pair = ec();
        return new Issued(List.of(sign("leaf", pair, "leaf", pair.getPrivate(), Wanted.ordinary())), pair.getPrivate());
    }

    static KeyPair ec() {
        return keys("EC", 256);
    }

    static KeyPair keys(String algorithm, int bits) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate sign(String subject, KeyPair pair, String issuer, PrivateKey with, Wanted wanted) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=" + issuer),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(wanted.from()),
                    Date.from(wanted.to()),
                    new X500Name("CN=" + subject),
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(wanted.authority()));
            if (!wanted.authority()) {
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(new GeneralName(GeneralName.dNSName, wanted.name())));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(wanted.algorithm()).build(with)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String label, byte[] encoded) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n";
    }
}
