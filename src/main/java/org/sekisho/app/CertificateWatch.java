package org.sekisho.app;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import org.sekisho.config.Settings;
import org.sekisho.events.Log;
import org.sekisho.net.TlsIdentity;

/// A certificate that was renewed is shown from the next handshake on; one that cannot be read, or whose key is
/// not there yet, leaves the old one. Used by one thread.
final class CertificateWatch {
    private final TlsIdentity identity;
    private final Settings.Tls files;
    private final Log log;
    private List<Long> seen;

    CertificateWatch(TlsIdentity identity, Settings.Tls files, Log log) {
        this.identity = identity;
        this.files = files;
        this.log = log;
        this.seen = modified(files);
    }

    void look() {
        List<Long> now = modified(files);
        if (!seen.equals(now)) {
            seen = now;
            try {
                identity.reload();
            } catch (IOException | GeneralSecurityException e) {
                log.error("server.certificate", e, "files", files);
            }
        }
    }

    private static List<Long> modified(Settings.Tls files) {
        return List.of(
                files.certificate().toFile().lastModified(),
                files.key().toFile().lastModified());
    }
}
