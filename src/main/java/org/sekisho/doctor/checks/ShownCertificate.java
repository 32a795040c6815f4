package org.sekisho.doctor.checks;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;

/// A certificate and what came with it.
/// @param chain the server's own certificate first; one or more
record ShownCertificate(List<X509Certificate> chain) {
    private static final int LEAST_RSA = 2048; // bits; RFC 9325 §4.5
    private static final int LEAST_EC = 224; // bits; RFC 9325 §4.5
    private static final int DNS_NAME = 2; // RFC 5280 §4.2.1.6, as the JDK numbers them

    /// How far it leads to an authority.
    enum Trust {
        TRUSTED,
        SELF_SIGNED,
        /// The certificate that signed it is missing.
        INCOMPLETE,
        /// Complete, up to an authority that is not known here.
        UNKNOWN_AUTHORITY
    }

    ShownCertificate {
        chain = List.copyOf(chain);
    }

    X509Certificate own() {
        return chain.getFirst();
    }

    /// When the first of them ends: authorities' certificates do, too.
    Instant expiry() {
        return chain.stream()
                .map(each -> each.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /// The DNS names it is for; the subject counts no longer (RFC 9525 §2).
    List<String> names() {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = own().getSubjectAlternativeNames();
            for (List<?> each : alternatives == null ? List.<List<?>>of() : alternatives) {
                if (each.getFirst().equals(DNS_NAME)) {
                    names.add(String.valueOf(each.get(1)).toLowerCase(Locale.ROOT));
                }
            }
        } catch (CertificateParsingException _) {
            return List.of(); // names that nobody can read are for nobody
        }
        return names;
    }

    /// RFC 9525 §6.3: a wildcard stands for the whole first label.
    boolean isFor(Domain host) {
        String above = host.name().substring(host.name().indexOf('.') + 1);
        return names().stream().anyMatch(name -> name.equals(host.name()) || name.equals("*." + above));
    }

    /// Why it is too easy to forge.
    Optional<String> weakness() {
        PublicKey key = own().getPublicKey();
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < LEAST_RSA) {
            return Optional.of("RSA " + rsa.getModulus().bitLength());
        }
        if (key instanceof ECPublicKey ec && ec.getParams().getOrder().bitLength() < LEAST_EC) {
            return Optional.of("EC " + ec.getParams().getOrder().bitLength());
        }
        return chain.stream()
                .filter(each -> !isSelfSigned(each)) // whose own signature nobody looks at
                .map(X509Certificate::getSigAlgName)
                .filter(name -> name.toUpperCase(Locale.ROOT).matches("(MD2|MD5|SHA1)WITH.*"))
                .findFirst();
    }

    /// @param anchors the authorities that are trusted; dates do not count here
    Trust trust(Set<TrustAnchor> anchors) {
        if (isSelfSigned(own())) {
            return isAnchor(own(), anchors) ? Trust.TRUSTED : Trust.SELF_SIGNED;
        }
        if (leadsTo(anchors)) {
            return Trust.TRUSTED;
        }
        return isSelfSigned(top()) ? Trust.UNKNOWN_AUTHORITY : Trust.INCOMPLETE;
    }

    /// Who signed the last certificate that is there.
    String issuer() {
        return top().getIssuerX500Principal().getName();
    }

    private X509Certificate top() {
        X509Certificate top = own();
        for (int i = 0; i < chain.size() && !isSelfSigned(top); i++) {
            for (X509Certificate each : chain) {
                if (each.getSubjectX500Principal().equals(top.getIssuerX500Principal())) {
                    top = each;
                    break;
                }
            }
        }
        return top;
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static boolean isAnchor(X509Certificate certificate, Set<TrustAnchor> anchors) {
        return anchors.stream().anyMatch(anchor -> certificate.equals(anchor.getTrustedCert()));
    }

    private boolean leadsTo(Set<TrustAnchor> anchors) {
        if (anchors.isEmpty()) {
            return false;
        }
        try {
            var target = new X509CertSelector();
            target.setCertificate(own());
            var parameters = new PKIXBuilderParameters(anchors, target);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(aDayOnWhichAllAreValid());
            CertPathBuilder.getInstance("PKIX").build(parameters);
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private Date aDayOnWhichAllAreValid() {
        return chain.stream()
                .map(X509Certificate::getNotBefore)
                .max(Date::compareTo)
                .orElseThrow();
    }
}
