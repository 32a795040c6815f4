package org.sekisho.testing;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;

/// Keeps log lines and counts in memory, for tests that ask what was told. Safe from any thread.
public final class RecordedEvents implements Log, Counters {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();

    /// `LEVEL event [key, value, …]`, oldest first; debug lines are not kept.
    public List<String> lines() {
        return lines;
    }

    /// The sum over all tags; for a time, how often it was taken.
    public long counted(String name) {
        return counts.getOrDefault(name, new AtomicLong()).get();
    }

    @Override
    public void debug(String event, Object... fields) {}

    @Override
    public void info(String event, Object... fields) {
        lines.add("INFO " + event + " " + Arrays.toString(fields));
    }

    @Override
    public void warn(String event, Object... fields) {
        lines.add("WARN " + event + " " + Arrays.toString(fields));
    }

    @Override
    public void error(String event, Throwable cause, Object... fields) {
        lines.add("ERROR " + event + " " + Arrays.toString(fields) + " " + cause);
    }

    @Override
    public void count(String name, String... tags) {
        count(name, 1, tags);
    }

    @Override
    public void count(String name, long amount, String... tags) {
        counts.computeIfAbsent(name, _ -> new AtomicLong()).addAndGet(amount);
    }

    @Override
    public <T> void gauge(String name, T subject, ToDoubleFunction<T> value, String... tags) {}

    @Override
    public void time(String name, Duration duration, String... tags) {
        count(name, 1, tags);
    }
}
