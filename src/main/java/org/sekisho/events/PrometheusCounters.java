package org.sekisho.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/// Counts for Prometheus, with a registry of this server's own. Every name and set of tags stays in memory: tags
/// are words out of a small set, never addresses. Safe from any thread.
public final class PrometheusCounters implements Counters, AutoCloseable {
    private static final String PREFIX = "sekisho.";
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10)
    };

    private record Series(String name, List<String> tags) {}

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    // Micrometer finds a meter again in its own way, which costs several times as much
    private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    @Override
    public void count(String name, String... tags) {
        count(name, 1, tags);
    }

    @Override
    public void count(String name, long amount, String... tags) {
        counters.computeIfAbsent(
                        new Series(name, List.of(tags)),
                        _ -> Counter.builder(PREFIX + name).tags(tags).register(registry))
                .increment((double) amount);
    }

    @Override
    public <T> void gauge(String name, T subject, ToDoubleFunction<T> value, String... tags) {
        Gauge.builder(PREFIX + name, subject, value)
                .strongReference(true)
                .tags(tags)
                .register(registry);
    }

    @Override
    public void time(String name, Duration duration, String... tags) {
        timers.computeIfAbsent(
                        new Series(name, List.of(tags)),
                        _ -> Timer.builder(PREFIX + name)
                                .tags(tags)
                                .serviceLevelObjectives(BUCKETS)
                                .register(registry))
                .record(duration);
    }

    /// The exposition text, `text/plain; version=0.0.4; charset=utf-8`.
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
