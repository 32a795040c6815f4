package org.sekisho.smtp.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.sekisho.address.Domain;
import org.sekisho.dns.Answer;
import org.sekisho.dns.MailExchanger;
import org.sekisho.dns.Resolver;
import org.sekisho.smtp.client.Failure.Scope;

/// Finds where mail for a domain goes: the hosts of its MX records in their order, or itself (RFC 5321 §5.1), or
/// the hosts a route names. Safe from any thread; asks the resolver. Never leads to ourselves.
public final class NextHops {
    /// Which addresses of a host come first.
    public enum Family {
        IPV6_FIRST,
        IPV4_FIRST,
        IPV4_ONLY,
        IPV6_ONLY
    }

    /// Enough to get around dead hosts; RFC 5321 §5.1 wants two or more. No more names are looked up then.
    private static final int ENOUGH_HOPS = 5;
    /// A domain with more MX records than this is not asked for the rest.
    private static final int MAX_HOSTS = 20;

    private final Resolver resolver;
    private final Ourselves ourselves;
    private final Family family;
    private final int port;
    private final RandomGenerator random;

    /// @param port where MX hosts listen: 25
    public NextHops(Resolver resolver, Ourselves ourselves, Family family, int port, RandomGenerator random) {
        this.resolver = resolver;
        this.ourselves = ourselves;
        this.family = family;
        this.port = port;
        this.random = random;
    }

    /// By the DNS.
    public Hops of(Domain domain) {
        String name = domain.name();
        return switch (resolver.mx(name)) {
            case Answer.CouldNotAsk<MailExchanger>(var why) -> unknown("MX of " + name + ": " + why);
            case Answer.NoSuchName<MailExchanger>() -> never("5.1.2", "the domain " + name + " does not exist");
            // RFC 5321 §5.1: no MX, so the domain itself, as if it were its own exchanger of preference 0
            case Answer.NoData<MailExchanger>() ->
                hosts(name, List.of(new MailExchanger(0, name)), "the domain " + name + " has no mail host");
            case Answer.Found<MailExchanger>(var records, var authenticated) -> exchangers(name, records);
        };
    }

    private Hops exchangers(String name, List<MailExchanger> records) {
        // RFC 7505 §3: a null MX must be the only one; beside others it means nothing
        var real = new ArrayList<>(
                records.stream().filter(record -> !record.isNull()).toList());
        if (real.isEmpty()) {
            return never("5.1.10", "the domain " + name + " does not accept mail (null MX)");
        }
        Collections.shuffle(real, random); // RFC 5321 §5.1: equals in a random order, to spread the load
        real.sort(Comparator.comparingInt(MailExchanger::preference));
        int own = real.stream()
                .filter(record -> ourselves.isNamed(record.host()))
                .mapToInt(MailExchanger::preference)
                .min()
                .orElse(Integer.MAX_VALUE);
        // RFC 5321 §5.1: only those that are preferred to ourselves, or mail would go in a circle
        real.removeIf(record -> record.preference() >= own);
        if (real.isEmpty()) {
            return loop(name);
        }
        return hosts(name, real, "the mail hosts of " + name + " do not exist");
    }

    private boolean isOurs(InetAddress address) {
        return ourselves.listeners().test(new InetSocketAddress(address, port));
    }

    private record Ranked(int preference, Hop hop) {}

    private Hops hosts(String name, List<MailExchanger> exchangers, String none) {
        var ranked = new ArrayList<Ranked>();
        var unknown = new ArrayList<String>();
        boolean circle = false;
        for (MailExchanger exchanger : exchangers.subList(0, Math.min(MAX_HOSTS, exchangers.size()))) {
            switch (resolver.addresses(exchanger.host())) {
                case Answer.CouldNotAsk<InetAddress>(var why) -> unknown.add(why);
                case Answer.NoSuchName<InetAddress>(), Answer.NoData<InetAddress>() -> {}
                case Answer.Found<InetAddress>(var addresses, var authenticated) -> {
                    circle = addresses.stream().anyMatch(this::isOurs);
                    for (InetAddress address : ordered(addresses)) {
                        var hop = new Hop(exchanger.host(), new InetSocketAddress(address, port), Hop.By.MX);
                        ranked.add(new Ranked(exchanger.preference(), hop));
                    }
                }
            }
            if (circle) { // another name of ours: as above
                ranked.removeIf(candidate -> candidate.preference() >= exchanger.preference());
                break;
            }
            if (ranked.size() >= ENOUGH_HOPS) {
                break;
            }
        }
        if (!ranked.isEmpty()) {
            return new Hops.Found(ranked.stream().map(Ranked::hop).distinct().toList());
        }
        if (!unknown.isEmpty()) {
            return unknown("addresses: " + String.join(", ", unknown));
        }
        return circle ? loop(name) : never("5.1.2", none);
    }

    /// By a route: these hosts in this order, without asking for MX records.
    public Hops via(List<Smarthost> smarthosts) {
        var hops = new LinkedHashSet<Hop>();
        var why = new ArrayList<String>();
        for (Smarthost smarthost : smarthosts) {
            Answer<InetAddress> addresses = smarthost
                    .address()
                    .<Answer<InetAddress>>map(address -> new Answer.Found<>(List.of(address), false))
                    .orElseGet(() -> resolver.addresses(smarthost.host()));
            switch (addresses) {
                case Answer.CouldNotAsk<InetAddress>(var reason) -> why.add(reason);
                case Answer.NoSuchName<InetAddress>(), Answer.NoData<InetAddress>() ->
                    why.add(smarthost.host() + ": no such host");
                case Answer.Found<InetAddress>(var found, var authenticated) -> add(hops, smarthost, found, why);
            }
        }
        // Always temporary: a typo in our own settings must not bounce anybody's mail
        return hops.isEmpty() ? unknown("route: " + String.join(", ", why)) : new Hops.Found(List.copyOf(hops));
    }

    private void add(Set<Hop> hops, Smarthost smarthost, List<InetAddress> addresses, List<String> why) {
        for (InetAddress address : smarthost.address().isPresent() ? addresses : ordered(addresses)) {
            var endpoint = new InetSocketAddress(address, smarthost.port());
            if (ourselves.listeners().test(endpoint)) {
                why.add(smarthost.host() + ": leads back to this server");
            } else {
                hops.add(new Hop(smarthost.host(), endpoint, smarthost.by()));
            }
        }
    }

    /// Both families take turns, so that one that does not work costs one attempt.
    private List<InetAddress> ordered(List<InetAddress> addresses) {
        var shuffled = new ArrayList<>(addresses);
        Collections.shuffle(shuffled, random);
        var six = new ArrayList<>(
                shuffled.stream().filter(Inet6Address.class::isInstance).toList());
        var four = new ArrayList<>(shuffled.stream()
                .filter(address -> !(address instanceof Inet6Address))
                .toList());
        return switch (family) {
            case IPV4_ONLY -> four;
            case IPV6_ONLY -> six;
            case IPV6_FIRST -> interleaved(six, four);
            case IPV4_FIRST -> interleaved(four, six);
        };
    }

    private static List<InetAddress> interleaved(List<InetAddress> first, List<InetAddress> second) {
        var all = new ArrayList<InetAddress>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                all.add(first.get(i));
            }
            if (i < second.size()) {
                all.add(second.get(i));
            }
        }
        return all;
    }

    private static Hops loop(String name) {
        return never("5.4.6", "mail for " + name + " leads back to this server, which does not host it");
    }

    private static Hops never(String enhancedCode, String text) {
        return new Hops.NotFound(Failure.permanent(Scope.MESSAGE, enhancedCode, text));
    }

    private static Hops unknown(String text) {
        return new Hops.NotFound(Failure.temporary(Scope.MESSAGE, "4.4.3", text));
    }
}
