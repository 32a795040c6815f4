package org.sekisho.doctor.checks;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sekisho.address.Domain;
import org.sekisho.doctor.Finding;
import org.sekisho.net.Deadlines;
import org.sekisho.net.TlsIdentity;

/// The certificates in the server's files and those that its listeners show. The same one in several places is
/// spoken of once.
final class CertificateCheck {
    private static final long LATE = 14; // days
    private static final long SOON = 30; // days; what authorities' clients renew at

    private final Domain host;
    private final Optional<CertificateFiles> files;
    private final List<Door> doors;
    private final Set<TrustAnchor> anchors;
    private final InstantSource clock;
    private final Messages messages;
    private final List<Finding> findings = new ArrayList<>();

    /// Where a certificate was seen.
    private static final class Places {
        private final List<String> names = new ArrayList<>();
        private boolean people;
    }

    CertificateCheck(
            Domain host,
            Optional<CertificateFiles> files,
            List<Door> doors,
            Set<TrustAnchor> anchors,
            InstantSource clock,
            Messages messages) {
        this.host = host;
        this.files = files;
        this.doors = List.copyOf(doors);
        this.anchors = Set.copyOf(anchors);
        this.clock = clock;
        this.messages = messages;
    }

    List<Finding> findings() throws InterruptedException {
        Map<ShownCertificate, Places> shown = new LinkedHashMap<>();
        Optional<ShownCertificate> ofFile = files.flatMap(this::read);
        ofFile.ifPresent(certificate ->
                shown.computeIfAbsent(certificate, _ -> new Places()).names.add(file()));
        Map<String, List<String>> closed = new LinkedHashMap<>();
        seen().forEach((door, seen) -> {
            switch (seen) {
                case Seen.Chain(var chain) -> {
                    var certificate = new ShownCertificate(chain);
                    Places places = shown.computeIfAbsent(certificate, _ -> new Places());
                    places.names.add(door.toString());
                    places.people |= door.speech().isForPeople();
                    boolean loaded = ofFile.isEmpty() || ofFile.get().own().equals(certificate.own());
                    if (!loaded) {
                        findings.add(messages.say("certificate-not-loaded", "places", door.toString(), "file", file()));
                    }
                }
                case Seen.NoTls() -> findings.add(messages.say("no-starttls", "place", door.toString()));
                case Seen.Broken(var why) ->
                    findings.add(messages.say("tls-broken", "place", door.toString(), "why", why));
                case Seen.Closed(var why) -> {
                    if (door.known()) {
                        closed.computeIfAbsent(why, _ -> new ArrayList<>()).add(door.toString());
                    }
                }
                case Seen.Other(var greeting) ->
                    findings.add(messages.say(
                            "other-server", "place", door.toString(), "greeting", greeting, "host", host.name()));
            }
        });
        closed.forEach((why, places) ->
                findings.add(messages.say("door-closed", "place", String.join(", ", places), "why", why)));
        shown.forEach(this::judge);
        if (shown.isEmpty() && findings.isEmpty()) {
            findings.add(messages.say("certificates-none"));
        }
        return findings;
    }

    private String file() {
        return files.map(each -> each.certificate().toString()).orElse("");
    }

    /// All doors at the same time.
    private Map<Door, Seen> seen() throws InterruptedException {
        Map<Door, Future<Seen>> looks = new LinkedHashMap<>();
        try (var deadlines = new Deadlines()) {
            ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
            try {
                var look = new TlsLook(host, deadlines);
                doors.forEach(door -> looks.put(door, threads.submit(() -> look.at(door))));
                Map<Door, Seen> seen = new LinkedHashMap<>();
                for (Map.Entry<Door, Future<Seen>> each : looks.entrySet()) {
                    seen.put(each.getKey(), each.getValue().get());
                }
                return seen;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private Optional<ShownCertificate> read(CertificateFiles pair) {
        try {
            keyIsReadable(pair.key());
            try {
                TlsIdentity.load(pair.certificate(), pair.key(), new Silence()); // do they belong together?
            } catch (AccessDeniedException e) {
                findings.add(messages.say("certificate-unreadable", "file", e.getFile()));
            }
            return Optional.of(new ShownCertificate(TlsIdentity.chain(pair.certificate())));
        } catch (AccessDeniedException _) {
            return Optional.empty(); // said above
        } catch (IOException | GeneralSecurityException e) {
            String why = e instanceof NoSuchFileException missing
                    ? missing.getFile() + ": no such file"
                    : String.valueOf(e.getMessage());
            String both = pair.certificate() + ", " + pair.key();
            findings.add(messages.say("certificate-unusable", "files", both, "why", why));
            return Optional.empty();
        }
    }

    private void keyIsReadable(Path key) throws IOException {
        var view = Files.getFileAttributeView(key, PosixFileAttributeView.class);
        if (view != null && view.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
            findings.add(messages.say("key-readable", "file", key.toString()));
        }
    }

    private void judge(ShownCertificate certificate, Places places) {
        int before = findings.size();
        dates(certificate, places);
        if (!Subjects.isForTests(host) && !certificate.isFor(host)) {
            findings.add(say("certificate-name", certificate, places));
        }
        trust(certificate, places);
        if (certificate.weakness().isPresent()) {
            findings.add(say("certificate-weak", certificate, places));
        }
        if (findings.size() == before) {
            findings.add(say("certificate-fine", certificate, places));
        }
    }

    private void dates(ShownCertificate certificate, Places places) {
        Instant now = clock.instant();
        long days = days(certificate);
        if (certificate.own().getNotBefore().toInstant().isAfter(now)) {
            findings.add(say("certificate-not-yet-valid", certificate, places));
        } else if (!certificate.expiry().isAfter(now)) {
            findings.add(say("certificate-expired", certificate, places));
        } else if (days < LATE) {
            findings.add(say("certificate-expires-soon", certificate, places));
        } else if (days < SOON) {
            findings.add(say("certificate-expires", certificate, places));
        }
    }

    private long days(ShownCertificate certificate) {
        return Duration.between(clock.instant(), certificate.expiry()).toDays();
    }

    private void trust(ShownCertificate certificate, Places places) {
        String id = switch (certificate.trust(anchors)) {
            case TRUSTED -> "";
            case SELF_SIGNED ->
                places.people && !Subjects.isForTests(host)
                        ? "certificate-self-signed"
                        : "certificate-self-signed-here";
            case INCOMPLETE -> "certificate-chain";
            case UNKNOWN_AUTHORITY -> "certificate-untrusted";
        };
        if (!id.isEmpty()) {
            findings.add(say(id, certificate, places));
        }
    }

    private Finding say(String id, ShownCertificate certificate, Places places) {
        Instant date = id.equals("certificate-not-yet-valid")
                ? certificate.own().getNotBefore().toInstant()
                : certificate.expiry();
        List<String> names = certificate.names();
        return messages.say(
                id,
                "places",
                String.join(", ", places.names),
                "date",
                date.atOffset(ZoneOffset.UTC).toLocalDate().toString(),
                "days",
                Long.toString(days(certificate)),
                "names",
                names.isEmpty() ? certificate.own().getSubjectX500Principal().getName() : String.join(", ", names),
                "host",
                host.name(),
                "issuer",
                certificate.issuer(),
                "why",
                certificate.weakness().orElse(""));
    }
}
