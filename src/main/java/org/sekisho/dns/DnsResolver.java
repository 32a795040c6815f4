package org.sekisho.dns;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.sekisho.events.Counters;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// A stub resolver (RFC 1034 §5.3.1) with a bounded cache that keeps to the records' times, "no" included (RFC
/// 2308). The wire format is dnsjava's; its own resolver, configuration and cache, which are static, are not
/// used.
///
/// Failures are not remembered: whoever asks for them again soon should have a retry time of their own.
public final class DnsResolver implements Resolver {
    private static final long LONGEST_TTL = 86_400; // seconds; a day, whatever a zone says
    private static final long LONGEST_NEGATIVE_TTL = 3_600; // seconds; RFC 2308 §5 advises one to three hours

    private record Question(Name name, int type) {}

    private record Remembered(Answer<Record> answer, Instant until) {}

    private final DnsSettings settings;
    private final List<Upstream> upstreams;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final Counters counters;
    private final Cache<Question, Remembered> cache;

    /// @param random unpredictable: it makes the queries' ids
    public DnsResolver(DnsSettings settings, InstantSource clock, RandomGenerator random, Counters counters) {
        this.settings = settings;
        this.upstreams = settings.servers().stream().map(Upstream::new).toList();
        this.clock = clock;
        this.random = random;
        this.counters = counters;
        this.cache = Caffeine.newBuilder()
                .maximumSize(settings.cacheEntries())
                .executor(Runnable::run)
                .build();
        counters.gauge("dns_cache_entries", cache, Cache::estimatedSize);
    }

    @Override
    public Answer<MailExchanger> mx(String name) {
        return mapped(
                find(name, Type.MX),
                record -> record instanceof MXRecord mx
                        ? Optional.of(new MailExchanger(mx.getPriority(), text(mx.getTarget())))
                        : Optional.empty());
    }

    @Override
    public Answer<InetAddress> addresses(String name) {
        if (isLocalhost(name)) {
            return new Answer.Found<>(List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("::1")), false);
        }
        return both(addresses(name, Type.AAAA), addresses(name, Type.A));
    }

    @Override
    public Answer<InetAddress> ipv4Addresses(String name) {
        return isLocalhost(name)
                ? new Answer.Found<>(List.of(InetAddress.ofLiteral("127.0.0.1")), false)
                : addresses(name, Type.A);
    }

    /// RFC 6761 §6.3.
    private static boolean isLocalhost(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.equals("localhost") || lower.endsWith(".localhost");
    }

    private Answer<InetAddress> addresses(String name, int type) {
        return mapped(find(name, type), record -> switch (record) {
            case ARecord a -> Optional.of(a.getAddress());
            case AAAARecord aaaa -> Optional.of(aaaa.getAddress());
            default -> Optional.empty();
        });
    }

    private static Answer<InetAddress> both(Answer<InetAddress> six, Answer<InetAddress> four) {
        if (six instanceof Answer.Found<InetAddress>(var sixes, var sixGood)) {
            if (four instanceof Answer.Found<InetAddress>(var fours, var fourGood)) {
                var all = new ArrayList<>(sixes);
                all.addAll(fours);
                return new Answer.Found<>(all, sixGood && fourGood);
            }
            return six;
        }
        return switch (four) {
            case Answer.Found<InetAddress> found -> found;
            case Answer.CouldNotAsk<InetAddress> unknown -> unknown;
            case Answer.NoData<InetAddress> none -> six instanceof Answer.CouldNotAsk<InetAddress> ? six : none;
            case Answer.NoSuchName<InetAddress> none -> six instanceof Answer.NoSuchName<InetAddress> ? none : six;
        };
    }

    @Override
    public Answer<String> txt(String name) {
        return mapped(
                find(name, Type.TXT),
                record -> record instanceof TXTRecord txt ? Optional.of(joined(txt)) : Optional.empty());
    }

    private static String joined(TXTRecord txt) {
        var text = new StringBuilder();
        for (byte[] part : txt.getStringsAsByteArrays()) {
            text.append(new String(part, StandardCharsets.ISO_8859_1));
        }
        return text.toString();
    }

    @Override
    public Answer<String> alias(String name) {
        return mapped(
                find(name, Type.CNAME),
                record ->
                        record instanceof CNAMERecord cname ? Optional.of(text(cname.getTarget())) : Optional.empty());
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return mapped(
                find(new Question(ReverseMap.fromAddress(address), Type.PTR)),
                record -> record instanceof PTRRecord ptr ? Optional.of(text(ptr.getTarget())) : Optional.empty());
    }

    /// Lower case, no trailing dot; empty for the root, which is what the null MX names (RFC 7505 §3).
    private static String text(Name name) {
        return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
    }

    private static <T> Answer<T> mapped(Answer<Record> answer, Function<Record, Optional<T>> map) {
        return switch (answer) {
            case Answer.NoSuchName<Record>() -> new Answer.NoSuchName<>();
            case Answer.NoData<Record>() -> new Answer.NoData<>();
            case Answer.CouldNotAsk<Record>(var why) -> new Answer.CouldNotAsk<>(why);
            case Answer.Found<Record>(var records, var authenticated) -> {
                List<T> found =
                        records.stream().map(map).flatMap(Optional::stream).toList();
                yield found.isEmpty() ? new Answer.NoData<>() : new Answer.Found<>(found, authenticated);
            }
        };
    }

    private Answer<Record> find(String name, int type) {
        try {
            return find(new Question(Name.fromString(name, Name.root), type));
        } catch (TextParseException _) {
            return new Answer.NoSuchName<>(); // too long, an empty label: no such name can exist
        }
    }

    private Answer<Record> find(Question question) {
        Remembered remembered = cache.getIfPresent(question);
        if (remembered != null && clock.instant().isBefore(remembered.until())) {
            counters.count("dns_queries", "result", "cached");
            return remembered.answer();
        }
        long least = LONGEST_TTL;
        boolean authenticated = true;
        Name name = question.name();
        for (int aliases = 0; aliases <= Records.MAX_ALIASES; aliases++) {
            Reply reply = ask(name, question.type());
            authenticated &= reply.authenticated();
            switch (reply.records()) {
                case Records.Some(var records, var ttl) -> {
                    var found = new Answer.Found<>(records, authenticated);
                    return remember(question, found, OptionalLong.of(Math.min(least, ttl)));
                }
                case Records.None(var exists, var ttl) -> {
                    Answer<Record> none = exists ? new Answer.NoData<>() : new Answer.NoSuchName<>();
                    long most = Math.min(least, LONGEST_NEGATIVE_TTL);
                    return remember(
                            question, none, ttl.isPresent() ? OptionalLong.of(Math.min(most, ttl.getAsLong())) : ttl);
                }
                case Records.Unusable(var why) -> {
                    return new Answer.CouldNotAsk<>(name.toString(true) + ": " + why);
                }
                case Records.Alias(var target, var ttl) -> {
                    least = Math.min(least, ttl);
                    name = target;
                }
            }
        }
        return new Answer.CouldNotAsk<>(question.name().toString(true) + ": too many aliases");
    }

    private Answer<Record> remember(Question question, Answer<Record> answer, OptionalLong ttl) {
        if (ttl.isPresent() && ttl.getAsLong() > 0) {
            cache.put(question, new Remembered(answer, clock.instant().plusSeconds(ttl.getAsLong())));
        }
        return answer;
    }

    private record Reply(Records records, boolean authenticated) {}

    private Reply ask(Name name, int type) {
        var why = "no server answered";
        Duration timeout = settings.timeout();
        for (int round = 0; round < settings.rounds(); round++) {
            for (Upstream upstream : upstreams) {
                Reply reply = askOne(upstream, name, type, timeout);
                if (!(reply.records() instanceof Records.Unusable(var reason))) {
                    counters.count("dns_queries", "result", "answered");
                    return reply;
                }
                why = reason + " from " + upstream.server().getAddress().getHostAddress();
            }
            timeout = timeout.multipliedBy(2);
        }
        counters.count("dns_queries", "result", "failed");
        return new Reply(new Records.Unusable(why), false);
    }

    private Reply askOne(Upstream upstream, Name name, int type, Duration timeout) {
        try {
            Message answer = upstream.ask(query(name, type, true), timeout);
            if (answer.getRcode() == Rcode.FORMERR || answer.getRcode() == Rcode.NOTIMP) {
                answer = upstream.ask(query(name, type, false), timeout); // RFC 6891 §7
            }
            // RFC 4035 §4.9.3: the AD bit means something only when nobody can change it on its way
            boolean trusted = upstream.server().getAddress().isLoopbackAddress()
                    && answer.getHeader().getFlag(Flags.AD);
            return new Reply(Records.in(answer, name, type), trusted);
        } catch (SocketTimeoutException _) {
            return new Reply(new Records.Unusable("no answer in time"), false);
        } catch (IOException e) {
            return new Reply(new Records.Unusable("no usable answer (" + e.getMessage() + ")"), false);
        }
    }

    private Message query(Name name, int type, boolean edns) {
        var header = new Header(random.nextInt(1 << 16));
        header.setFlag(Flags.RD);
        header.setFlag(Flags.AD); // RFC 6840 §5.7: tell us whether it was validated
        var query = new Message();
        query.setHeader(header);
        query.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
        if (edns) {
            query.addRecord(new OPTRecord(Upstream.UDP_PAYLOAD, 0, 0), Section.ADDITIONAL);
        }
        return query;
    }
}
