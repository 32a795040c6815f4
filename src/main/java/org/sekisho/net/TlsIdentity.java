package org.sekisho.net;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.sekisho.events.Log;

/// The certificate and key that listeners show; read again when the files change. Safe from any thread.
public final class TlsIdentity {
    /// How often, at most, a handshake looks whether the files have changed.
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(5);

    private record Loaded(
            SSLContext context, X509Certificate certificate, FileTime certificateTime, FileTime keyTime) {}

    private final Path certificateFile;
    private final Path keyFile;
    private final long checkNanos;
    private final Log log;
    private final ReentrantLock reloading = new ReentrantLock();
    private volatile Loaded loaded;
    private volatile long checkedAt = System.nanoTime();
    private FileTime complainedAbout = FileTime.fromMillis(0);

    private TlsIdentity(Path certificateFile, Path keyFile, Duration checkInterval, Log log)
            throws IOException, GeneralSecurityException {
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
        this.checkNanos = checkInterval.toNanos();
        this.log = log;
        this.loaded = read();
    }

    /// Reads PEM files: the certificate with its chain, and the key (PKCS#8, PKCS#1 or SEC 1).
    /// @throws GeneralSecurityException not a certificate and the key that belongs to it
    public static TlsIdentity load(Path certificate, Path key, Log log) throws IOException, GeneralSecurityException {
        return load(certificate, key, CHECK_INTERVAL, log);
    }

    static TlsIdentity load(Path certificate, Path key, Duration checkInterval, Log log)
            throws IOException, GeneralSecurityException {
        return new TlsIdentity(certificate, key, checkInterval, log);
    }

    /// What stands in a certificate file, the server's own certificate first.
    public static List<X509Certificate> chain(Path certificate) throws IOException, GeneralSecurityException {
        return in(certificate, () -> Pem.certificates(Files.readAllBytes(certificate)));
    }

    /// For the next handshake.
    public SSLContext context() {
        long now = System.nanoTime();
        if (now - checkedAt >= checkNanos && reloading.tryLock()) {
            try {
                checkedAt = now;
                reloadIfChanged();
            } finally {
                reloading.unlock();
            }
        }
        return loaded.context();
    }

    /// The certificate in use, for the log and for `tls-server-end-point`.
    public X509Certificate certificate() {
        return loaded.certificate();
    }

    /// The hash of the certificate for `tls-server-end-point` (RFC 5929 §4), of the certificate now in use.
    public Optional<byte[]> endPointHash() {
        return ChannelBindings.endPointHash(loaded.certificate());
    }

    /// Reads the files now, whatever their times say (the reload command).
    /// @throws GeneralSecurityException the old ones stay in use
    public void reload() throws IOException, GeneralSecurityException {
        reloading.lock();
        try {
            loaded = read();
        } finally {
            reloading.unlock();
        }
    }

    private void reloadIfChanged() {
        try {
            var times = List.of(Files.getLastModifiedTime(certificateFile), Files.getLastModifiedTime(keyFile));
            if (times.equals(List.of(loaded.certificateTime(), loaded.keyTime()))) {
                return;
            }
            loaded = read();
            log.info(
                    "tls.reloaded",
                    "certificate",
                    certificateFile,
                    "expires",
                    loaded.certificate().getNotAfter().toInstant());
        } catch (IOException | GeneralSecurityException e) {
            complain(e);
        }
    }

    // A certificate that is renewed in two steps does not fit its key for a moment: once per change is enough
    private void complain(Exception cause) {
        FileTime newest = newestTime();
        if (!newest.equals(complainedAbout)) {
            complainedAbout = newest;
            log.error("tls.reload-failed", cause, "certificate", certificateFile, "key", keyFile);
        }
    }

    private FileTime newestTime() {
        try {
            var certificateTime = Files.getLastModifiedTime(certificateFile);
            var keyTime = Files.getLastModifiedTime(keyFile);
            return certificateTime.compareTo(keyTime) > 0 ? certificateTime : keyTime;
        } catch (IOException e) {
            return FileTime.fromMillis(1); // gone: complained about once as well
        }
    }

    private Loaded read() throws IOException, GeneralSecurityException {
        // times first: files that change while they are read are read again
        var certificateTime = Files.getLastModifiedTime(certificateFile);
        var keyTime = Files.getLastModifiedTime(keyFile);
        warnWhenOthersMayRead();
        var chain = chain(certificateFile);
        var key = in(keyFile, () -> Pem.privateKey(Files.readString(keyFile, StandardCharsets.ISO_8859_1)));
        in(keyFile, () -> {
            Pem.requirePair(chain.getFirst(), key);
            return key;
        });
        var context = SSLContext.getInstance("TLS");
        context.init(
                new KeyManager[] {new OneKey(key, chain.toArray(X509Certificate[]::new))}, new TrustManager[0], null);
        return new Loaded(context, chain.getFirst(), certificateTime, keyTime);
    }

    private interface Reading<T> {
        T read() throws IOException, GeneralSecurityException;
    }

    /// What is wrong is said with the file's name.
    private static <T> T in(Path file, Reading<T> reading) throws IOException, GeneralSecurityException {
        try {
            return reading.read();
        } catch (GeneralSecurityException e) {
            throw new GeneralSecurityException(file + ": " + e.getMessage(), e);
        }
    }

    private void warnWhenOthersMayRead() throws IOException {
        var view = Files.getFileAttributeView(keyFile, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            log.warn("tls.key-readable-by-others", "key", keyFile);
        }
    }

    /// Whether two keys are the same kind is for the JDK to say; this only names the one there is.
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "identity";

        private final PrivateKey key;
        private final X509Certificate[] chain;

        OneKey(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        private static boolean fits(String keyType, Key key) {
            return keyType.equals(key.getAlgorithm())
                    || (keyType.equals("EdDSA") && key.getAlgorithm().startsWith("Ed"));
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return fits(keyType, key) ? ALIAS : null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return fits(keyType, key) ? new String[] {ALIAS} : new String[0];
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
