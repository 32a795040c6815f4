package org.sekisho.app;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sekisho.accounts.Accounts;
import org.sekisho.address.Domain;
import org.sekisho.address.Network;
import org.sekisho.admin.AdminException;
import org.sekisho.admin.BlocklistControl;
import org.sekisho.admin.LocalSubmission.Result;
import org.sekisho.audit.blocklists.BlocklistCheck;
import org.sekisho.audit.blocklists.BlocklistReport;
import org.sekisho.audit.blocklists.Change;
import org.sekisho.audit.blocklists.Listings;
import org.sekisho.audit.blocklists.Listings.Past;
import org.sekisho.audit.blocklists.Status;
import org.sekisho.audit.blocklists.Subject;
import org.sekisho.audit.blocklists.Zones;
import org.sekisho.config.Settings;
import org.sekisho.dns.Resolver;
import org.sekisho.store.StorageException;

/// Asks the blocklists for this server's own addresses and names, again and again, and tells the administrator
/// what has changed: in the log, by a counter and by mail. Safe from any thread; one run at a time.
final class BlocklistWatch implements BlocklistControl {
    private static final Duration SOONEST = Duration.ofMinutes(3); // after the start
    private static final Duration SPREAD = Duration.ofMinutes(5); // so that not all servers ask at once
    private static final Duration SOON = Duration.ofHours(1); // after a change of what there is to ask for, or trouble
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration MORE_FOR_EACH = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(30);
    private static final Set<String> NOWHERE = // RFC 6761, RFC 6762, RFC 8375: names that no list holds
            Set.of("test", "example", "invalid", "localhost", "local", "internal", "lan", "arpa");

    private final Wiring.World world;
    private final Supplier<Settings> settings;
    private final Accounts accounts;
    private final Set<InetAddress> own;
    private final Resolver resolver;
    private final Busiest busiest;
    private final AdminMail mail;
    private final Listings listings;
    private final Instant first;
    private final AtomicReference<Optional<BlocklistLetter>> unsent = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Optional<Past>> last = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Instant> tried = new AtomicReference<>(Instant.MIN);

    /// @param own this machine's addresses, private ones too
    BlocklistWatch(
            Wiring.World world,
            Supplier<Settings> settings,
            Accounts accounts,
            Set<InetAddress> own,
            Resolver resolver,
            Busiest busiest,
            AdminMail mail) {
        this.world = world;
        this.settings = settings;
        this.accounts = accounts;
        this.own = Set.copyOf(own);
        this.resolver = resolver;
        this.busiest = busiest;
        this.mail = mail;
        this.listings = new Listings(world.store());
        this.first = world.clock().instant().plus(SOONEST).plusMillis((long)
                (world.random().nextDouble() * SPREAD.toMillis()));
        remember();
        world.counters()
                .gauge(
                        "blocklist_listings",
                        last,
                        past -> past.get().map(it -> it.listed().size()).orElse(0));
        world.counters()
                .gauge(
                        "blocklist_check_age_seconds",
                        last,
                        past -> past.get()
                                .map(it -> (double)
                                        Duration.between(it.at(), world.clock().instant())
                                                .toSeconds())
                                .orElse(Double.NaN));
    }

    /// What was said before cannot stop a start: whoever cannot read it asks again.
    private void remember() {
        try {
            last.set(listings.last());
        } catch (StorageException e) {
            world.log().error("audit.blocklists-read", e);
        }
    }

    /// Asks the lists if it is time to; called every minute.
    void tick() {
        unsent.getAndSet(Optional.empty()).ifPresent(this::send);
        Optional<Duration> every = settings.get().audit().blocklists();
        List<Subject> subjects = subjects();
        if (every.isPresent() && !subjects.isEmpty() && !world.clock().instant().isBefore(due(every.get(), subjects))) {
            try {
                run(subjects);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Instant due(Duration every, List<Subject> subjects) {
        // When the answers could not be written down, the lists are not asked again at once.
        Instant earliest = tried.get().equals(Instant.MIN) ? first : tried.get().plus(SOON);
        Optional<Past> past = last.get();
        if (past.isEmpty()) {
            return earliest;
        }
        boolean asAsked = asked(past.get()).equals(names(subjects));
        Instant next = past.get().at().plus(asAsked ? every : SOON); // `every` is not shorter
        return next.isBefore(earliest) ? earliest : next;
    }

    private static Set<String> asked(Past past) {
        return past.standings().stream().map(each -> each.subject()).collect(Collectors.toSet());
    }

    private static Set<String> names(List<Subject> subjects) {
        return subjects.stream().map(Subject::toString).collect(Collectors.toSet());
    }

    /// Addresses that mail leaves from, the name said in EHLO, and the domains.
    private List<Subject> subjects() {
        Settings now = settings.get();
        Set<InetAddress> addresses = new LinkedHashSet<>(now.audit().addresses());
        now.delivery().sourceIpv4().ifPresent(addresses::add);
        now.delivery().sourceIpv6().ifPresent(addresses::add);
        addresses.addAll(own);
        Set<Domain> domains = new LinkedHashSet<>();
        domains.add(now.delivery().helo().orElse(now.hostname()));
        accounts.domains().forEach(hosted -> domains.add(hosted.domain()));
        domains.removeIf(domain -> !isOfTheInternet(domain));
        domains.addAll(now.audit().domains());
        List<Subject> subjects = new ArrayList<>();
        addresses.stream().filter(Network::isPublic).forEach(each -> subjects.add(new Subject.Address(each)));
        domains.forEach(each -> subjects.add(new Subject.Name(each)));
        return subjects.stream().distinct().toList();
    }

    private static boolean isOfTheInternet(Domain domain) {
        int dot = domain.name().lastIndexOf('.');
        return dot > 0 && !NOWHERE.contains(domain.name().substring(dot + 1));
    }

    private synchronized Past run(List<Subject> subjects) throws InterruptedException {
        tried.set(world.clock().instant());
        Duration limit = LIMIT.plus(MORE_FOR_EACH.multipliedBy(subjects.size()));
        var check = new BlocklistCheck(resolver, Zones.published(), limit.compareTo(LONGEST) < 0 ? limit : LONGEST);
        BlocklistReport report = check.run(subjects, (_, _, _) -> {});
        Instant now = world.clock().instant();
        List<Change> changes = listings.note(now, report, busiest::lines);
        Past past = listings.last().orElseThrow();
        last.set(Optional.of(past));
        world.log()
                .info(
                        "audit.blocklists",
                        "subjects",
                        subjects.size(),
                        "listed",
                        past.listed().size(),
                        "clean",
                        past.with(Status.CLEAN),
                        "refused",
                        past.with(Status.REFUSED),
                        "dead",
                        past.with(Status.DEAD),
                        "not-asked",
                        past.with(Status.COULD_NOT_ASK));
        tell(changes);
        return past;
    }

    private void tell(List<Change> changes) {
        changes.forEach(this::log);
        List<Change> news = changes.stream()
                .filter(change -> change.kind() != Change.Kind.DROPPED)
                .toList();
        if (!news.isEmpty()) {
            send(new BlocklistLetter(settings.get().hostname(), news));
        }
    }

    private void log(Change change) {
        String kind = change.kind().name().toLowerCase(Locale.ROOT);
        world.counters().count("blocklist_changes", "kind", kind);
        List<Object> fields = new ArrayList<>(List.of(
                "subject", change.subject(), "zone", change.zone(), "reason", change.reason(), "page", change.page()));
        if (change.kind() == Change.Kind.LISTED) {
            fields.add("busiest");
            fields.add(String.join("; ", change.before()));
            world.log().warn("audit." + kind, fields.toArray());
        } else {
            world.log().info("audit." + kind, fields.toArray());
        }
    }

    /// At most once for each change: a letter that cannot be queued now waits in memory, and the log has it
    /// anyway.
    private void send(BlocklistLetter letter) {
        switch (mail.send(letter.subject(), letter.text())) {
            case Result.Taken(var id) -> world.log().info("audit.mail", "queue", id, "subject", letter.subject());
            case Result.Refused(var why) -> world.log().warn("audit.mail-refused", "why", why);
            case Result.TryLater(var why) -> {
                world.log().warn("audit.mail-later", "why", why);
                unsent.updateAndGet(
                        other -> Optional.of(other.map(letter::after).orElse(letter)));
            }
        }
    }

    @Override
    public Optional<Past> last() {
        return last.get();
    }

    @Override
    public Past ask() throws AdminException {
        List<Subject> subjects = subjects();
        if (subjects.isEmpty()) {
            throw new AdminException(
                    AdminException.Kind.REFUSED,
                    "there is nothing to ask for: neither a public address nor a public domain;"
                            + " name some in [audit] addresses and domains");
        }
        try {
            return run(subjects);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new AdminException(AdminException.Kind.TEMPORARY, "the server stops");
        }
    }

    @Override
    public List<Change> changes(int most) {
        return listings.changes(most);
    }

    /// For `status`.
    String summary() {
        return last.get()
                .map(past -> past.listed().isEmpty()
                        ? "not listed (" + past.at() + ")"
                        : "LISTED: "
                                + past.listed().stream()
                                        .map(each -> each.subject() + " by " + each.zone())
                                        .collect(Collectors.joining(", ")))
                .orElse("not asked yet");
    }
}
