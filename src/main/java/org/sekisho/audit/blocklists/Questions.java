package org.sekisho.audit.blocklists;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.sekisho.dns.Answer;
import org.sekisho.dns.Resolver;

/// The questions to one zone. Never more than so many are asked at once, in the whole run and of this zone: a
/// list that falls silent must not keep the others from being asked, and costs one time-out however many subjects
/// there are.
final class Questions {
    private static final int AT_ONCE = 4; // to one zone
    private static final int MAX_NAME = 253; // octets; RFC 1035 §2.3.4

    private final Resolver resolver;
    private final ExecutorService threads;
    private final Semaphore all;
    private final Semaphore zone = new Semaphore(AT_ONCE);
    private final AtomicInteger failures = new AtomicInteger();

    /// @param all permits of the whole run
    Questions(Resolver resolver, ExecutorService threads, Semaphore all) {
        this.resolver = resolver;
        this.threads = threads;
        this.all = all;
    }

    Answer<InetAddress> addresses(String name) throws InterruptedException {
        if (name.length() > MAX_NAME) {
            return new Answer.CouldNotAsk<>("the name would be too long: " + name);
        }
        return withPermits(() -> {
            if (failures.get() >= AT_ONCE) {
                return new Answer.CouldNotAsk<>("the list has stopped answering");
            }
            Answer<InetAddress> answer = resolver.ipv4Addresses(name);
            if (answer instanceof Answer.CouldNotAsk<InetAddress>) {
                failures.incrementAndGet();
            }
            return answer;
        });
    }

    Answer<String> texts(String name) throws InterruptedException {
        return withPermits(() -> resolver.txt(name));
    }

    private interface Question<T> {
        Answer<T> ask();
    }

    private <T> Answer<T> withPermits(Question<T> question) throws InterruptedException {
        zone.acquire();
        try {
            all.acquire();
            try {
                return question.ask();
            } finally {
                all.release();
            }
        } finally {
            zone.release();
        }
    }

    /// Runs all at the same time, each on a thread of its own, and returns what they returned, in their order.
    <T> List<T> together(Collection<Callable<T>> tasks) throws InterruptedException {
        var results = new ArrayList<T>();
        for (var task : threads.invokeAll(tasks)) {
            try {
                results.add(task.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return results;
    }
}
