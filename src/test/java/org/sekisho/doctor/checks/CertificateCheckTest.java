package org.sekisho.doctor.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.address.Domain;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.checks.TestAuthority.Issued;
import org.sekisho.doctor.checks.TestAuthority.Wanted;

class CertificateCheckTest {
    private static final Domain MX = new Domain("mx.example.com");
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Instant LAST_YEAR = Instant.parse("2025-11-24T00:00:00Z");
    private static final Instant NEXT_YEAR = Instant.parse("2027-11-24T00:00:00Z");

    @TempDir
    Path folder;

    private final TestAuthority authority = new TestAuthority();
    private final List<TestDoor> doors = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (TestDoor door : doors) {
            door.close();
        }
    }

    private Door open(Door.Speech speech, Optional<CertificateFiles> files) throws Exception {
        doors.add(new TestDoor(speech, files, MX.name()));
        return doors.getLast().door(true);
    }

    private List<Finding> check(Domain host, Optional<CertificateFiles> files, Door... at) throws InterruptedException {
        return new CertificateCheck(
                        host, files, Arrays.asList(at), authority.anchors(), () -> NOW, Messages.published())
                .findings();
    }

    private Finding only(String id, Optional<CertificateFiles> files, Door... at) throws InterruptedException {
        List<Finding> findings = check(MX, files, at);
        assertEquals(List.of(id), findings.stream().map(Finding::id).toList(), findings::toString);
        return findings.getFirst();
    }

    private Finding only(String id, Issued issued) throws Exception {
        return only(id, Optional.of(issued.write(folder)));
    }

    @ParameterizedTest
    @EnumSource(Door.Speech.class)
    void theSameInTheFileAndAtTheDoorIsOneFinding(Door.Speech speech) throws Exception {
        CertificateFiles files = authority.issue(Wanted.ordinary()).write(folder);
        Finding fine = only("certificate-fine", Optional.of(files), open(speech, Optional.of(files)));
        assertTrue(fine.found().en().contains("cert.pem, 127.0.0.1:"), fine::toString);
        assertTrue(fine.found().en().endsWith("valid until 2040-01-01"), fine::toString);
    }

    @Test
    void dates() throws Exception {
        Wanted now = Wanted.ordinary();
        only("certificate-expired", authority.issue(now.between(LAST_YEAR, NOW.minusSeconds(1))));
        only("certificate-expires-soon", authority.issue(now.between(LAST_YEAR, NOW.plusSeconds(86_400 * 13))));
        only("certificate-expires", authority.issue(now.between(LAST_YEAR, NOW.plusSeconds(86_400 * 29))));
        only("certificate-fine", authority.issue(now.between(LAST_YEAR, NOW.plusSeconds(86_400 * 31))));
        only("certificate-not-yet-valid", authority.issue(now.between(NOW.plusSeconds(60), NEXT_YEAR)));
    }

    @Test
    void names() throws Exception {
        only("certificate-fine", authority.issue(Wanted.ordinary().withName("*.example.com")));
        only("certificate-name", authority.issue(Wanted.ordinary().withName("example.com")));
        only("certificate-name", authority.issue(Wanted.ordinary().withName("*.com")));
    }

    @Test
    void chains() throws Exception {
        Finding incomplete =
                only("certificate-chain", authority.issue(Wanted.ordinary()).withoutTheRest());
        assertTrue(incomplete.found().en().contains("Test Middle"), incomplete::toString);
        only("certificate-untrusted", new TestAuthority().issueWithRoot(Wanted.ordinary()));
        only("certificate-self-signed-here", TestAuthority.selfSigned());
        CertificateFiles files = TestAuthority.selfSigned().write(folder);
        only("certificate-self-signed", Optional.of(files), open(Door.Speech.SUBMISSION, Optional.of(files)));
        var trial = new Domain("mx.example.test");
        List<Finding> tried = check(trial, Optional.of(files), doors.getFirst().door(true));
        assertEquals("certificate-self-signed-here", tried.getFirst().id());
    }

    @Test
    void weakKeysAndSignatures() throws Exception {
        Finding rsa = only("certificate-weak", authority.issue(Wanted.ordinary(), TestAuthority.keys("RSA", 1024)));
        assertTrue(rsa.found().en().endsWith("RSA 1024"), rsa::toString);
        only("certificate-weak", authority.issue(Wanted.ordinary().signedBy("SHA1withECDSA")));
        only("certificate-fine", authority.issue(Wanted.ordinary(), TestAuthority.keys("RSA", 2048)));
    }

    @Test
    void files() throws Exception {
        CertificateFiles files = authority.issue(Wanted.ordinary()).write(folder);
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-r--r--"));
        List<Finding> readable = check(MX, Optional.of(files));
        assertEquals(
                List.of("key-readable", "certificate-fine"),
                readable.stream().map(Finding::id).toList());
        Path other = Files.createDirectory(folder.resolve("other"));
        CertificateFiles others = authority.issue(Wanted.ordinary()).write(other);
        only("certificate-unusable", Optional.of(new CertificateFiles(files.certificate(), others.key())));
        only("certificate-unusable", Optional.of(new CertificateFiles(folder.resolve("none"), others.key())));
        List<Finding> old = check(MX, Optional.of(others), open(Door.Speech.SMTP, Optional.of(files)));
        assertEquals("certificate-not-loaded", old.getFirst().id());
    }

    /// As the TLS patch of netqmail has it.
    @Test
    void certificateAndKeyInOneFile() throws Exception {
        CertificateFiles files = authority.issue(Wanted.ordinary()).write(folder);
        Path both = folder.resolve("servercert.pem");
        for (String order : List.of("key first", "certificate first")) {
            String key = Files.readString(files.key());
            String chain = Files.readString(files.certificate());
            Files.writeString(both, order.startsWith("key") ? key + chain : chain + key);
            Files.setPosixFilePermissions(both, PosixFilePermissions.fromString("rw-r-----"));
            only("certificate-fine", Optional.of(new CertificateFiles(both, both)));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Door.Speech.class,
            names = {"SMTP", "POP3", "IMAP"})
    void doorsWithoutTls(Door.Speech speech) throws Exception {
        only("no-starttls", Optional.empty(), open(speech, Optional.empty()));
    }

    @Test
    void doorsThatDoNotAnswer() throws Exception {
        InetSocketAddress closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            closed = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        only("door-closed", Optional.empty(), new Door(Door.Speech.SMTP, closed, true));
        only("certificates-none", Optional.empty(), new Door(Door.Speech.SMTP, closed, false));
        doors.add(new TestDoor(Door.Speech.SMTP, Optional.empty(), "somebody.example.net"));
        only("other-server", Optional.empty(), doors.getFirst().door(false));
        only(
                "tls-broken",
                Optional.empty(),
                new Door(Door.Speech.TLS, doors.getFirst().door(true).address(), true));
    }
}
