package org.sekisho.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.SyntaxError;
import org.sekisho.audit.blocklists.Zones;
import org.sekisho.cli.CheckOptions;
import org.sekisho.cli.Launcher.Patient;
import org.sekisho.config.HostPort;
import org.sekisho.dns.DnsResolver;
import org.sekisho.dns.DnsSettings;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.checks.Checkup;
import org.sekisho.doctor.checks.Plan;
import org.sekisho.doctor.checks.Subjects;
import org.sekisho.doctor.checks.Topic;
import org.sekisho.events.PrometheusCounters;

/// What others see of the server that the doctor visits: what the person wrote and the server's own settings
/// become a plan.
final class OutsideChecks {
    private static final int DNS = 53;
    private static final int NTP = 123;
    private static final String TIME_SERVER = "pool.ntp.org";
    private static final Duration LIMIT = Duration.ofSeconds(25); // for all together
    private static final Duration ONE_QUESTION = Duration.ofSeconds(2); // doubled in the second round

    private final Patient patient;
    private final CheckOptions options;
    private final Screen screen;
    private final Set<Topic> topics;

    /// @throws SyntaxError a topic is none
    OutsideChecks(Patient patient, CheckOptions options, Screen screen) {
        this.patient = patient;
        this.options = options;
        this.screen = screen;
        this.topics = topics(patient, options);
    }

    /// At another server than ours relaying is tried only on demand: one that takes everything would have to send
    /// all of it back.
    private static Set<Topic> topics(Patient patient, CheckOptions options) {
        for (String word : options.only()) {
            if (!word.equals(CheckOptions.QUEUE) && Topic.of(word).isEmpty()) {
                String all = Arrays.stream(Topic.values()).map(Topic::toString).collect(Collectors.joining(", "));
                throw new SyntaxError("--only: '" + word + "' is none of " + CheckOptions.QUEUE + ", " + all);
            }
        }
        Set<Topic> topics = EnumSet.noneOf(Topic.class);
        for (Topic topic : Topic.values()) {
            if (options.wants(topic.toString()) && !(options.offline() && topic.needsNetwork())) {
                topics.add(topic);
            }
        }
        if (options.only().isEmpty() && !(patient instanceof Patient.Own)) {
            topics.remove(Topic.RELAY);
        }
        return topics;
    }

    /// @throws SyntaxError something was written that is no name, address or server
    /// @throws IOException the server's settings cannot be read
    List<Finding> findings() throws IOException, InterruptedException {
        if (topics.isEmpty()) {
            return List.of();
        }
        Examined examined = Examined.of(patient, options.host().map(Domain::of));
        try (var counters = new PrometheusCounters()) { // nobody reads them
            var resolver = new DnsResolver(dns(examined), InstantSource.system(), new SecureRandom(), counters);
            var world = new Checkup.World(
                    resolver,
                    Zones.published(),
                    Checkup.publicAuthorities(),
                    InstantSource.system(),
                    new SecureRandom());
            return new Checkup(plan(examined), world).run((so, of) -> screen.progress(so, of, " checks"));
        } catch (GeneralSecurityException e) {
            throw new IOException("the authorities that the JDK trusts cannot be read: " + e.getMessage(), e);
        }
    }

    private Plan plan(Examined examined) {
        var time = HostPort.of(options.timeServer().orElse(TIME_SERVER), NTP);
        return new Plan(
                topics,
                subjects(examined),
                examined.files(),
                examined.doors(),
                new Plan.TimeServer(time.host(), time.port()),
                examined.zone(),
                LIMIT);
    }

    private Subjects subjects(Examined examined) {
        boolean told = !options.addresses().isEmpty();
        return new Subjects(
                examined.hostname(),
                examined.helo(),
                options.domains().isEmpty()
                        ? examined.domains()
                        : options.domains().stream().map(Domain::of).toList(),
                told ? options.addresses().stream().map(IpAddress::of).toList() : examined.addresses(),
                examined.machine(),
                told ? Optional.empty() : examined.smarthost(),
                options.selectors());
    }

    private DnsSettings dns(Examined examined) throws IOException {
        List<InetSocketAddress> servers = options.resolver().isPresent()
                ? Addresses.of(HostPort.of(options.resolver().get(), DNS))
                : examined.resolvers();
        DnsSettings usual = servers.isEmpty() ? DnsSettings.ofSystem(DnsSettings.RESOLV_CONF) : DnsSettings.of(servers);
        return new DnsSettings(usual.servers(), ONE_QUESTION, 2, usual.cacheEntries());
    }
}
