package org.sekisho.blocklist;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.AddressLiteral;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.blocklist.KeptTable.Kept;

/// The blocklist in memory. Read from any thread; changed by one at a time, in place. A look-up costs one probe
/// for each prefix length or label, however many entries there are; an address takes about 25 octets, a name 20
/// more than it has, reasons apart.
final class Index {
    private static final int SHARED_TERMS = 10_000; // different ones that are kept once, however often they occur

    private final KeptTable networks = new KeptTable(); // by `Prefix.key`
    private final KeptTable names = new KeptTable(); // `domain`, `.domain` and `user@domain`, as subjects print
    private final AtomicIntegerArray lengths = new AtomicIntegerArray(Prefix.BITS + 1);
    private final AtomicInteger byRule = new AtomicInteger();
    private final Map<Terms, Terms> shared = new ConcurrentHashMap<>();

    void put(Entry entry) {
        Terms terms = entry.terms();
        var kept = new Kept(entry.number(), shared(terms));
        Kept old;
        if (entry.subject() instanceof Subject.Addresses(var network)) {
            Prefix prefix = Prefix.of(network);
            old = networks.put(prefix.key(), kept);
            lengths.addAndGet(prefix.bits(), old == null ? 1 : 0);
        } else {
            old = names.put(octets(entry.subject().toString()), kept);
        }
        byRule.addAndGet(rules(kept) - rules(old));
    }

    private Terms shared(Terms terms) {
        if (shared.size() >= SHARED_TERMS || terms.origin() instanceof Origin.ByRule) {
            return terms;
        }
        Terms first = shared.putIfAbsent(terms, terms);
        return first == null ? terms : first;
    }

    private static int rules(@Nullable Kept kept) {
        return kept != null && kept.terms().origin() instanceof Origin.ByRule ? 1 : 0;
    }

    void remove(Subject subject) {
        Kept old;
        if (subject instanceof Subject.Addresses(var network)) {
            Prefix prefix = Prefix.of(network);
            old = networks.remove(prefix.key());
            lengths.addAndGet(prefix.bits(), old == null ? 0 : -1);
        } else {
            old = names.remove(octets(subject.toString()));
        }
        byRule.addAndGet(-rules(old));
    }

    int size() {
        return networks.size() + names.size();
    }

    /// How many entries rules have made.
    int byRule() {
        return byRule.get();
    }

    /// The entry with exactly this subject, whether it still holds or not.
    Optional<Entry> exactly(Subject subject) {
        Kept kept = subject instanceof Subject.Addresses(var network)
                ? networks.get(Prefix.of(network).key())
                : names.get(octets(subject.toString()));
        return kept == null ? Optional.empty() : Optional.of(new Entry(kept.number(), subject, kept.terms()));
    }

    /// All that hold for this address, the narrowest first: the first one decides.
    List<Entry> covering(InetAddress address, Instant now) {
        Prefix whole = Prefix.of(address);
        int least = whole.isV4() ? Prefix.BITS - 32 : 0;
        List<Entry> found = List.of();
        for (int bits = Prefix.BITS; bits >= least; bits--) {
            if (lengths.get(bits) > 0) {
                Prefix prefix = whole.cut(bits);
                Kept kept = networks.get(prefix.key());
                if (kept != null && kept.terms().holdsAt(now)) {
                    found = with(
                            found, new Entry(kept.number(), new Subject.Addresses(prefix.network()), kept.terms()));
                }
            }
        }
        return found;
    }

    /// All that hold for this domain, the narrowest first.
    List<Entry> covering(Domain domain, Instant now) {
        List<Entry> found = named(domain.name(), new Subject.Names(domain, false), now, List.of());
        String name = domain.name();
        for (int from = 0; from >= 0; ) {
            String below = name.substring(from);
            int dot = below.indexOf('.');
            if (names.get(octets("." + below)) != null) {
                found = named("." + below, new Subject.Names(new Domain(below), true), now, found);
            }
            from = dot < 0 ? -1 : from + dot + 1;
        }
        return found;
    }

    /// All that hold for this sender, the narrowest first.
    List<Entry> covering(Mailbox sender, Instant now) {
        var subject = new Subject.Sender(sender);
        List<Entry> found = named(subject.toString(), subject, now, List.of());
        List<Entry> wider = switch (sender.host()) {
            case Domain domain -> covering(domain, now);
            case AddressLiteral(var address) -> covering(address, now);
        };
        if (found.isEmpty()) {
            return wider;
        }
        List<Entry> all = new ArrayList<>(found);
        all.addAll(wider);
        return all;
    }

    private List<Entry> named(String key, Subject subject, Instant now, List<Entry> before) {
        Kept kept = names.get(octets(key));
        return kept != null && kept.terms().holdsAt(now)
                ? with(before, new Entry(kept.number(), subject, kept.terms()))
                : before;
    }

    /// Most look-ups find nothing and make no list.
    private static List<Entry> with(List<Entry> before, Entry one) {
        List<Entry> all = before.isEmpty() ? new ArrayList<>(2) : before;
        all.add(one);
        return all;
    }

    /// In no order, at most so many.
    List<Entry> find(int most, KeptTable.Sought sought) {
        List<Entry> found = new ArrayList<>();
        networks.find(
                most,
                sought,
                (key, kept) -> found.add(new Entry(
                        kept.number(), new Subject.Addresses(Prefix.ofKey(key).network()), kept.terms())));
        names.find(
                most - found.size(),
                sought,
                (key, kept) -> found.add(
                        new Entry(kept.number(), Subject.of(new String(key, StandardCharsets.UTF_8)), kept.terms())));
        return found;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
