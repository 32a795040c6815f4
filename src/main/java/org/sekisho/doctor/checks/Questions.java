package org.sekisho.doctor.checks;

import java.net.InetAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.sekisho.address.IpAddress;
import org.sekisho.dns.Answer;
import org.sekisho.dns.MailExchanger;
import org.sekisho.dns.Resolver;
import org.sekisho.doctor.Finding;

/// The resolver as the checks use it: not too much at once, no waiting for a resolver that is dead, and a list of
/// what could not be asked, so that each check may pass over it. Safe from any thread.
final class Questions implements Resolver {
    private static final int AT_ONCE = 30; // what a small resolver takes without dropping any
    private static final int HOPELESS = 6; // failures without any answer

    /// What is shared by all that ask.
    private static final class Counts {
        private final Semaphore places = new Semaphore(AT_ONCE);
        private final AtomicInteger answered = new AtomicInteger();
        private final Map<String, String> unanswered = Collections.synchronizedMap(new LinkedHashMap<>());
    }

    private final Resolver resolver;
    private final Counts counts;
    private final AtomicInteger failures = new AtomicInteger();

    Questions(Resolver resolver) {
        this(resolver, new Counts());
    }

    private Questions(Resolver resolver, Counts counts) {
        this.resolver = resolver;
        this.counts = counts;
    }

    /// The same, with failures of its own.
    Questions apart() {
        return new Questions(resolver, counts);
    }

    /// Whether everything that was asked here has been answered.
    boolean isComplete() {
        return failures.get() == 0;
    }

    /// All that could not be asked, by anybody, in one finding; none when there is nothing.
    List<Finding> unanswered(Messages messages) {
        synchronized (counts.unanswered) {
            return counts.unanswered.entrySet().stream()
                    .limit(1)
                    .map(first -> messages.say(
                            "dns-could-not-ask",
                            "count",
                            Integer.toString(counts.unanswered.size()),
                            "question",
                            first.getKey(),
                            "why",
                            first.getValue()))
                    .toList();
        }
    }

    private <T> Answer<T> ask(String question, Supplier<Answer<T>> answer) {
        Answer<T> given = answer(answer);
        if (given instanceof Answer.CouldNotAsk<T>(var why)) {
            failures.incrementAndGet();
            counts.unanswered.put(question, why);
        } else {
            counts.answered.incrementAndGet();
        }
        return given;
    }

    private <T> Answer<T> answer(Supplier<Answer<T>> answer) {
        counts.places.acquireUninterruptibly();
        try {
            return counts.answered.get() == 0 && counts.unanswered.size() >= HOPELESS
                    ? new Answer.CouldNotAsk<>("the resolver does not answer")
                    : answer.get();
        } finally {
            counts.places.release();
        }
    }

    @Override
    public Answer<MailExchanger> mx(String name) {
        return ask(name + " MX", () -> resolver.mx(name));
    }

    @Override
    public Answer<InetAddress> addresses(String name) {
        return ask(name + " A, AAAA", () -> resolver.addresses(name));
    }

    @Override
    public Answer<InetAddress> ipv4Addresses(String name) {
        return ask(name + " A", () -> resolver.ipv4Addresses(name));
    }

    @Override
    public Answer<String> txt(String name) {
        return ask(name + " TXT", () -> resolver.txt(name));
    }

    @Override
    public Answer<String> alias(String name) {
        return ask(name + " CNAME", () -> resolver.alias(name));
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return ask(IpAddress.print(address) + " PTR", () -> resolver.ptr(address));
    }
}
