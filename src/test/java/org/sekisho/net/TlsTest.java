package org.sekisho.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.testing.RecordedEvents;

final class TlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final RecordedEvents events = new RecordedEvents();
    private final Deadlines deadlines = new Deadlines(Duration.ofMillis(20));
    private final java.util.concurrent.ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private Path certificate = Path.of("");
    private Path key = Path.of("");

    @BeforeEach
    void write() throws IOException, GeneralSecurityException {
        certificate = folder.resolve("cert.pem");
        key = folder.resolve("key.pem");
        SelfSigned.write(certificate, key, List.of("mx.example.test", "127.0.0.1"), Instant.now());
    }

    @AfterEach
    void close() {
        threads.close();
        deadlines.close();
    }

    private TlsIdentity identity() throws IOException, GeneralSecurityException {
        return TlsIdentity.load(certificate, key, Duration.ZERO, events);
    }

    private record Ends(Connection server, Connection client) implements AutoCloseable {
        @Override
        public void close() {
            server.cut();
            client.cut();
        }
    }

    private Ends connect() throws IOException {
        try (var listening = listen()) {
            return connect(listening);
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private Ends connect(ServerSocket listening) throws IOException {
        var to = (InetSocketAddress) listening.getLocalSocketAddress();
        var client = Connection.open(to, Optional.empty(), PATIENCE, deadlines);
        var server = new Connection(listening.accept(), deadlines);
        client.timeout(PATIENCE);
        server.timeout(PATIENCE);
        return new Ends(server, client);
    }

    private <T> Future<T> async(Callable<T> task) {
        return threads.submit(task);
    }

    private Ends secured(TlsIdentity identity, SSLContext context, boolean verify) throws Exception {
        try (var listening = listen()) {
            return secured(listening, identity, context, verify);
        }
    }

    private Ends secured(ServerSocket listening, TlsIdentity identity, SSLContext context, boolean verify)
            throws Exception {
        var ends = connect(listening);
        Future<Integer> server = async(() -> ends.server.startTlsAsServer(identity));
        ends.client.startTlsAsClient(context, "mx.example.test", verify);
        assertEquals(0, server.get());
        return ends;
    }

    @Test
    void bothEndsComputeTheSameBindings() throws Exception {
        var identity = identity();
        try (var ends = secured(identity, ClientTls.trusting(List.of(identity.certificate())), true)) {
            var ours = ends.server.channelBindings();
            var theirs = ends.client.channelBindings();
            assertArrayEquals(ours.exporter().orElseThrow(), theirs.exporter().orElseThrow());
            assertArrayEquals(
                    ours.serverEndPoint().orElseThrow(), theirs.serverEndPoint().orElseThrow());
            assertArrayEquals(
                    identity.endPointHash().orElseThrow(), ours.serverEndPoint().orElseThrow());
            assertEquals("TLSv1.3", ends.server.tls().orElseThrow().getProtocol());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void rsaWorksAsWell(String version) throws Exception {
        var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        SelfSigned.write(certificate, key, List.of("mx.example.test"), Instant.now(), pair);
        try (var ends = tls(version)) {
            assertTrue(ends.server.channelBindings().serverEndPoint().isPresent());
            assertEquals(
                    version.equals("TLSv1.3"),
                    ends.server.channelBindings().exporter().isPresent());
        }
    }

    @Test
    void aSecondSessionResumesTheFirst() throws Exception {
        var identity = identity();
        var context = ClientTls.trusting(List.of(identity.certificate()));
        var created = new long[2];
        var listening = listen(); // the client remembers sessions by host and port
        for (int i = 0; i < 2; i++) {
            try (var ends = secured(listening, identity, context, true)) {
                ends.server.write("220\r\n".getBytes(StandardCharsets.US_ASCII));
                ends.server.flush();
                ends.client.readLine(10); // reads the session ticket, too
                created[i] = ends.client.tls().orElseThrow().getCreationTime();
                assertTrue(ends.server.channelBindings().serverEndPoint().isPresent());
            }
            Thread.sleep(5);
        }
        listening.close();
        assertEquals(created[0], created[1]);
    }

    @Test
    void aStrangersCertificateIsRefusedOnlyWhenAsked() throws Exception {
        var identity = identity();
        secured(identity, ClientTls.anyCertificate(), false).close();
        try (var ends = connect()) {
            Future<Integer> server = async(() -> ends.server.startTlsAsServer(identity));
            assertThrows(IOException.class, () -> ends.client.startTlsAsClient("mx.example.test", true));
            ends.client.close();
            assertThrows(java.util.concurrent.ExecutionException.class, server::get);
        }
    }

    @Test
    void theNameIsChecked() throws Exception {
        var identity = identity();
        var context = ClientTls.trusting(List.of(identity.certificate()));
        try (var ends = connect()) {
            Future<Integer> server = async(() -> ends.server.startTlsAsServer(identity));
            assertThrows(IOException.class, () -> ends.client.startTlsAsClient(context, "other.example.test", true));
            ends.client.close();
            assertThrows(java.util.concurrent.ExecutionException.class, server::get);
        }
    }

    @Test
    void plainTextBeforeTheHandshakeIsThrownAway() throws Exception {
        try (var ends = connect()) {
            ends.client.write("STARTTLS\r\nRCPT TO:<x@y>\r\n".getBytes(StandardCharsets.US_ASCII));
            ends.client.flush();
            ends.server.readLine(100);
            assertEquals(15, ends.server.startTlsAsServer(identity()));
            assertEquals(0, ends.server.buffered());
            assertTrue(ends.server.tls().isEmpty());
        }
    }

    @Test
    void aHandshakeThatDoesNotComeIsCut() throws Exception {
        try (var ends = connect()) {
            ends.server.timeout(Duration.ofMillis(80));
            assertThrows(IOException.class, () -> ends.server.startTlsAsServer(identity()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTimeoutUnderTlsLeavesRoomForTheLastReply(String version) throws Exception {
        try (var ends = tls(version)) {
            ends.server.timeout(Duration.ofMillis(60));
            assertThrows(SocketTimeoutException.class, () -> ends.server.readLine(100));
            ends.server.write("421 bye\r\n".getBytes(StandardCharsets.US_ASCII));
            ends.server.close();
            assertEquals("421 bye", new String(ends.client.readLine(100), StandardCharsets.US_ASCII));
            assertEquals(-1, ends.client.read(new byte[1], 0, 1)); // a clean end, not a torn connection
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void stoppingWorksUnderTls(String version) throws Exception {
        try (var ends = tls(version)) {
            var told = async(() -> assertThrows(Stopping.class, () -> ends.server.readCommand(100)));
            Thread.sleep(20);
            ends.server.stop();
            told.get();
            ends.server.write("421 bye\r\n".getBytes(StandardCharsets.US_ASCII));
            ends.server.close();
            assertEquals("421 bye", new String(ends.client.readLine(100), StandardCharsets.US_ASCII));
        }
    }

    private Ends tls(String version) throws Exception {
        var only = SSLContext.getInstance(version); // as a client it speaks no newer version
        only.init(null, new javax.net.ssl.TrustManager[] {new Anyone()}, null);
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var raw = (SSLSocket) only.getSocketFactory().createSocket();
            raw.setEnabledProtocols(new String[] {version});
            raw.connect(listening.getLocalSocketAddress());
            var server = new Connection(listening.accept(), deadlines);
            var identity = identity();
            Future<Integer> handshake = async(() -> server.startTlsAsServer(identity));
            raw.startHandshake();
            handshake.get();
            assertEquals(version, server.tls().orElseThrow().getProtocol());
            return new Ends(server, new Connection(raw, deadlines));
        }
    }

    private static final class Anyone implements javax.net.ssl.X509TrustManager {
        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {}

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }

    @Test
    void theKeyIsForItsOwnerOnly() throws Exception {
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        identity();
        assertEquals(List.of(), events.lines());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        identity();
        assertTrue(events.lines().getFirst().contains("tls.key-readable-by-others"));
    }

    @Test
    void newFilesAreUsedAndBrokenOnesAreNot() throws Exception {
        var identity = identity();
        var first = identity.certificate();
        Files.writeString(key, "rubbish");
        touch(key, 2);
        identity.context();
        identity.context();
        assertEquals(first, identity.certificate());
        assertEquals(
                1,
                events.lines().stream()
                        .filter(l -> l.contains("tls.reload-failed"))
                        .count());
        SelfSigned.write(certificate, key, List.of("mx2.example.test"), Instant.now());
        touch(key, 4);
        touch(certificate, 4);
        identity.context();
        assertNotEquals(first, identity.certificate());
        secured(identity, ClientTls.anyCertificate(), false).close();
    }

    private static void touch(Path file, int secondsAhead) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(secondsAhead)));
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        var other = folder.resolve("other.pem");
        SelfSigned.write(folder.resolve("other-cert.pem"), other, List.of("x.test"), Instant.now());
        assertThrows(GeneralSecurityException.class, () -> TlsIdentity.load(certificate, other, events));
        assertThrows(GeneralSecurityException.class, () -> TlsIdentity.load(other, key, events));
        assertThrows(GeneralSecurityException.class, () -> TlsIdentity.load(certificate, certificate, events));
    }

    @Test
    void theOldFormOfRsaKeysIsRead() throws Exception {
        var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(pair.getPrivate());
        }
        assertTrue(text.toString().startsWith("-----BEGIN RSA PRIVATE KEY-----"), "PKCS#1");
        assertArrayEquals(
                pair.getPrivate().getEncoded(), Pem.privateKey(text.toString()).getEncoded());
    }

    @Test
    void theOldFormOfEcKeysIsRead() throws Exception {
        // made for this test by openssl, in both forms
        var old = Pem.privateKey("""
                -----BEGIN EC PARAMETERS-----
                BggqhkjOPQMBBw==
                -----END EC PARAMETERS-----
                -----BEGIN EC PRIVATE KEY-----
                MHcCAQEEIChoTS8PhptcXgm3DCT9B+4Yg0pmuQgNXndVRUloEVSNoAoGCCqGSM49
                AwEHoUQDQgAExaRcWCGSX6dr4TYT0G84a+0ar2OCaLZH5IICW7wf9FmMOqXCF687
                KYQaYXo3Y3mi/rCun53nyngd/JLYSp3U9w==
                -----END EC PRIVATE KEY-----
                """);
        var current = Pem.privateKey("""
                -----BEGIN PRIVATE KEY-----
                MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgKGhNLw+Gm1xeCbcM
                JP0H7hiDSma5CA1ed1VFSWgRVI2hRANCAATFpFxYIZJfp2vhNhPQbzhr7RqvY4Jo
                tkfkggJbvB/0WYw6pcIXrzsphBphejdjeaL+sK6fnefKeB38kthKndT3
                -----END PRIVATE KEY-----
                """);
        assertEquals(((ECPrivateKey) current).getS(), ((ECPrivateKey) old).getS());
    }
}
