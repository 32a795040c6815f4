package org.sekisho.net;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// What ties a SASL exchange to the TLS session it runs in (RFC 5056).
/// @param exporter `tls-exporter` (RFC 9266), only with TLS 1.3
/// @param serverEndPoint `tls-server-end-point` (RFC 5929 §4)
public record ChannelBindings(Optional<byte[]> exporter, Optional<byte[]> serverEndPoint) {
    public static final ChannelBindings NONE = new ChannelBindings(Optional.empty(), Optional.empty());

    private static final String EXPORTER_LABEL = "EXPORTER-Channel-Binding"; // RFC 9266 §2
    private static final int EXPORTER_OCTETS = 32;

    /// @param session of either side
    static ChannelBindings of(SSLSession session) {
        return new ChannelBindings(
                exporter(session),
                Optional.ofNullable(serverCertificate(session)).flatMap(ChannelBindings::endPointHash));
    }

    private static Optional<byte[]> exporter(SSLSession session) {
        // RFC 9266 §3: TLS 1.2 would need the extended master secret, about which the JDK does not tell
        if (!session.getProtocol().equals("TLSv1.3") || !(session instanceof ExtendedSSLSession extended)) {
            return Optional.empty();
        }
        try {
            return Optional.of(extended.exportKeyingMaterialData(EXPORTER_LABEL, new byte[0], EXPORTER_OCTETS));
        } catch (javax.net.ssl.SSLKeyException | UnsupportedOperationException _) {
            return Optional.empty();
        }
    }

    private static @Nullable Certificate serverCertificate(SSLSession session) {
        Certificate[] local = session.getLocalCertificates();
        if (local != null) {
            return local[0];
        }
        try {
            return session.getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException _) {
            return null; // resumed by a server whose ticket does not hold its own certificate
        }
    }

    /// The certificate's hash by its own signature's digest; SHA-256 for MD5 and SHA-1; undefined for signatures
    /// without one (Ed25519).
    static Optional<byte[]> endPointHash(Certificate certificate) {
        try {
            var x509 = (X509Certificate) certificate;
            String signature = x509.getSigAlgName().toUpperCase(Locale.ROOT);
            int with = signature.indexOf("WITH");
            if (with < 0) {
                return Optional.empty();
            }
            String digest = switch (signature.substring(0, with)) {
                case "MD5", "SHA1", "SHA256" -> "SHA-256";
                case "SHA384" -> "SHA-384";
                case "SHA512" -> "SHA-512";
                case "SHA224" -> "SHA-224";
                default -> "";
            };
            return digest.isEmpty()
                    ? Optional.empty()
                    : Optional.of(MessageDigest.getInstance(digest).digest(x509.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
