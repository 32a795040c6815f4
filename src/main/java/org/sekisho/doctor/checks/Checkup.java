package org.sekisho.doctor.checks;

import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.TrustAnchor;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.sekisho.address.Domain;
import org.sekisho.address.Network;
import org.sekisho.audit.blocklists.Subject;
import org.sekisho.audit.blocklists.Zone;
import org.sekisho.dns.Resolver;
import org.sekisho.doctor.Finding;

/// Looks at a mail server as others see it, everything at the same time. Changes nothing, and puts nothing into
/// anybody's mailbox. Safe from any thread; a run blocks the thread that calls it.
public final class Checkup {
    private static final int MAX_DOMAINS = 50; // that are asked about; a hoster has thousands
    private static final int MAX_LISTED_DOMAINS = 10; // that blocklists are asked about
    private static final Duration BLOCKLISTS = Duration.ofSeconds(12);

    /// The world outside.
    /// @param anchors the authorities that mail programs trust
    public record World(
            Resolver resolver,
            List<Zone> zones,
            Set<TrustAnchor> anchors,
            InstantSource clock,
            RandomGenerator random) {
        public World {
            zones = List.copyOf(zones);
            anchors = Set.copyOf(anchors);
        }
    }

    /// Told, on the thread that runs the checks, whenever one more is done.
    public interface Progress {
        void done(int so, int of);
    }

    private final Plan plan;
    private final World world;
    private final Questions questions;
    private final Messages messages = Messages.published();

    public Checkup(Plan plan, World world) {
        this.plan = plan;
        this.world = world;
        this.questions = new Questions(world.resolver());
    }

    /// The authorities that the JDK trusts.
    public static Set<TrustAnchor> publicAuthorities() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .map(authority -> new TrustAnchor(authority, null))
                .collect(Collectors.toSet());
    }

    /// Whether a finding says that something could not be asked, so that "nothing found" is not "all is well".
    public static boolean isUnanswered(Finding finding) {
        return finding.id().endsWith("could-not-ask") || finding.id().equals("checks-not-finished");
    }

    public List<Finding> run(Progress progress) throws InterruptedException {
        long end = System.nanoTime() + plan.limit().toNanos();
        List<Finding> findings = new ArrayList<>();
        List<String> late = new ArrayList<>();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            Subjects subjects = threads.submit(() -> completed(findings)).get();
            Map<String, Future<List<Finding>>> running = new LinkedHashMap<>();
            jobs(subjects, findings).forEach((name, job) -> running.put(name, threads.submit(job)));
            int done = 0;
            for (Map.Entry<String, Future<List<Finding>>> each : running.entrySet()) {
                try {
                    findings.addAll(each.getValue().get(end - System.nanoTime(), TimeUnit.NANOSECONDS));
                } catch (TimeoutException _) {
                    late.add(each.getKey());
                }
                progress.done(++done, running.size());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow(); // not close: a resolver that nothing wakes must not hold the report up
        }
        if (!late.isEmpty()) {
            findings.add(messages.say("checks-not-finished", "names", String.join(", ", late)));
        }
        findings.addAll(questions.unanswered(messages));
        return findings;
    }

    /// Behind NAT only the server's name tells its public addresses.
    private Subjects completed(List<Finding> findings) {
        Subjects subjects = plan.subjects();
        boolean wanted = plan.has(Topic.DNS) || plan.has(Topic.BLOCKLISTS);
        if (!wanted || Subjects.isForTests(subjects.hostname())) {
            return subjects;
        }
        if (subjects.smarthost().isPresent()) {
            findings.add(
                    messages.say("by-smarthost", "host", subjects.smarthost().get()));
            return subjects;
        }
        if (subjects.knowsOurs()) {
            return subjects;
        }
        List<InetAddress> found = HostCheck.addressesOf(subjects.helo(), questions).stream()
                .filter(Network::isPublic)
                .toList();
        String name = subjects.helo().name();
        findings.add(
                found.isEmpty()
                        ? messages.say("addresses-unknown", "name", name)
                        : messages.say("addresses-from-name", "name", name, "addresses", Records.addresses(found)));
        return subjects.withAddresses(found);
    }

    private Map<String, Callable<List<Finding>>> jobs(Subjects subjects, List<Finding> findings) {
        Map<String, Callable<List<Finding>>> jobs = new LinkedHashMap<>();
        if (plan.has(Topic.DNS)) {
            jobs.put("dns", new HostCheck(subjects, questions.apart(), messages)::findings);
            for (Domain domain : asked(subjects, findings)) {
                jobs.put(
                        "dns " + domain, () -> new DomainCheck(subjects, questions.apart(), messages).findings(domain));
            }
        }
        if (plan.has(Topic.CERTIFICATES)) {
            var check = new CertificateCheck(
                    subjects.hostname(), plan.files(), plan.doors(), world.anchors(), world.clock(), messages);
            jobs.put("certificates", check::findings);
        }
        if (plan.has(Topic.CLOCK)) {
            var time = new ClockCheck.Time(
                    plan.timeServer().host(),
                    plan.timeServer().port(),
                    plan.zone(),
                    ZoneId.systemDefault(),
                    ClockCheck.TIMESYNC);
            jobs.put("clock", new ClockCheck(time, world.clock(), messages)::findings);
        }
        if (plan.has(Topic.RELAY)) {
            relay(subjects, jobs);
        }
        if (plan.has(Topic.BLOCKLISTS)) {
            List<Subject> listed = listed(subjects);
            var summary = new BlocklistSummary(world.resolver(), world.zones(), BLOCKLISTS, messages);
            jobs.put("blocklists", () -> summary.findings(listed));
        }
        return jobs;
    }

    private List<Domain> asked(Subjects subjects, List<Finding> findings) {
        List<Domain> all = subjects.mailDomains();
        List<Domain> tests = all.stream().filter(Subjects::isForTests).toList();
        List<Domain> real =
                all.stream().filter(domain -> !Subjects.isForTests(domain)).toList();
        if (all.isEmpty()) {
            findings.add(messages.say("no-domains"));
        }
        if (!tests.isEmpty()) {
            String names =
                    tests.stream().map(Domain::name).limit(MAX_LISTED_DOMAINS).collect(Collectors.joining(", "));
            findings.add(messages.say("domains-for-tests", "names", names));
        }
        if (real.size() <= MAX_DOMAINS) {
            return real;
        }
        findings.add(messages.say(
                "domains-left-out", "count", Integer.toString(MAX_DOMAINS), "all", Integer.toString(real.size())));
        return real.subList(0, MAX_DOMAINS);
    }

    private void relay(Subjects subjects, Map<String, Callable<List<Finding>>> jobs) {
        Domain domain = subjects.domains().stream().findFirst().orElse(subjects.hostname());
        var attempt = new RelayTry(subjects.hostname(), domain, world.clock(), world.random(), messages);
        for (Door door : plan.doors()) {
            if (door.speech() == Door.Speech.SMTP || door.speech() == Door.Speech.SUBMISSION) {
                jobs.put("relay " + door, () -> attempt.findings(door));
            }
        }
    }

    private static List<Subject> listed(Subjects subjects) {
        Stream<Subject> addresses = subjects.addresses().stream()
                .filter(address ->
                        Network.isPublic(address) && subjects.smarthost().isEmpty())
                .map(Subject.Address::new);
        Stream<Subject> domains = subjects.mailDomains().stream()
                .filter(domain -> !Subjects.isForTests(domain))
                .limit(MAX_LISTED_DOMAINS)
                .map(Subject.Name::new);
        return Stream.concat(addresses, domains).toList();
    }
}
