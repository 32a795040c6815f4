package org.sekisho.events;

import java.time.Duration;
import java.util.function.ToDoubleFunction;

/// Counts and gauges for the metrics listener. Safe from any thread.
/// Names are Prometheus names without the `sekisho_` prefix and without `_total`; tags are key, value, key,
/// value.
public interface Counters {
    void count(String name, String... tags);

    void count(String name, long amount, String... tags);

    /// Registers a value that is read when somebody asks.
    <T> void gauge(String name, T subject, ToDoubleFunction<T> value, String... tags);

    /// Records how long something took.
    void time(String name, Duration duration, String... tags);
}
