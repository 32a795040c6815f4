package org.sekisho.gate;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.sekisho.config.Settings;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.Store;

/// How many recipients outside each holder of a pass has written to. An hour or a day slides: what was used in
/// the one before counts for the part of it that is still within reach. Kept in memory and written down now and
/// then, so that a restart does not give a spammer a new budget; a crash forgets at most [#UNWRITTEN] of them.
/// Safe from any thread.
final class Budgets {
    private static final Partition PARTITION = new Partition("budgets");
    private static final int UNWRITTEN = 16; // recipients
    private static final int MAX_HOLDERS = 100_000; // in memory; the others are read again from the store

    private final Store store;
    private final InstantSource clock;
    private final Cache<String, Usage> usages = Caffeine.newBuilder()
            .maximumSize(MAX_HOLDERS)
            .expireAfterAccess(Duration.ofDays(2))
            .build();

    Budgets(Store store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /// Takes one recipient from the holder's budget.
    /// @return how long to wait, when nothing is left
    Optional<Duration> take(String holder, Settings.Allowance allowance) {
        if (allowance.perHour().isEmpty() && allowance.perDay().isEmpty()) {
            return Optional.empty();
        }
        return usages.get(holder, this::load).take(holder, allowance);
    }

    private Usage load(String holder) {
        return store.get(PARTITION, Row.of("holder", holder)).map(this::read).orElseGet(Usage::new);
    }

    private Usage read(byte[] value) {
        var decoder = Decoder.of(value, 1, "budget");
        var usage = new Usage();
        usage.hour.read(decoder);
        usage.day.read(decoder);
        decoder.end();
        return usage;
    }

    private final class Usage {
        private final Window hour = new Window(Duration.ofHours(1));
        private final Window day = new Window(Duration.ofDays(1));
        private int unwritten;

        private Optional<Duration> take(String holder, Settings.Allowance allowance) {
            byte[] written = null;
            synchronized (this) {
                Instant now = clock.instant();
                hour.slideTo(now);
                day.slideTo(now);
                if (allowance.perHour().filter(most -> hour.used(now) >= most).isPresent()) {
                    return Optional.of(hour.rest(now));
                }
                if (allowance.perDay().filter(most -> day.used(now) >= most).isPresent()) {
                    return Optional.of(day.rest(now));
                }
                hour.current++;
                day.current++;
                unwritten++;
                if (unwritten >= UNWRITTEN) {
                    unwritten = 0;
                    var encoder = Encoder.version(1);
                    hour.write(encoder);
                    day.write(encoder);
                    written = encoder.toBytes();
                }
            }
            if (written != null) {
                store.apply(Batch.in(PARTITION).put(Row.of("holder", holder), written));
            }
            return Optional.empty();
        }
    }

    /// Two neighbouring spans of time and what was used in each.
    private static final class Window {
        private final long length; // milliseconds
        private long start; // of the current span, in lengths since 1970
        private long current;
        private long before;

        Window(Duration length) {
            this.length = length.toMillis();
        }

        void slideTo(Instant now) {
            long span = now.toEpochMilli() / length;
            if (span != start) {
                before = span == start + 1 ? current : 0;
                current = 0;
                start = span;
            }
        }

        long used(Instant now) {
            long into = now.toEpochMilli() % length;
            return current + before * (length - into) / length;
        }

        Duration rest(Instant now) {
            return Duration.ofMillis(length - now.toEpochMilli() % length);
        }

        void write(Encoder encoder) {
            encoder.number(start).number(current).number(before);
        }

        void read(Decoder decoder) {
            start = decoder.number();
            current = decoder.number();
            before = decoder.number();
        }
    }
}
