package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.sekisho.mailbox.Watch.Event;

/// Who is to be woken by what. Whoever has changed something rings, which takes the same short time however many
/// watch: beyond a few, a thread of its own goes round. Safe from any thread.
final class Bells {
    private static final int FEW = 8;

    private final Map<Event, Bell> bells = new ConcurrentHashMap<>();

    private static final class Bell {
        private final List<Watch> watches = new ArrayList<>(1); // guarded by the map's entry
        private final AtomicInteger rung = new AtomicInteger();
    }

    void add(Event event, Watch watch) {
        bells.compute(event, (_, known) -> {
            Bell bell = known == null ? new Bell() : known;
            synchronized (bell) {
                bell.watches.add(watch);
            }
            return bell;
        });
    }

    void remove(Event event, Watch watch) {
        bells.computeIfPresent(event, (_, bell) -> {
            synchronized (bell) {
                bell.watches.remove(watch);
                return bell.watches.isEmpty() ? null : bell;
            }
        });
    }

    void ring(Event event) {
        Bell bell = bells.get(event);
        if (bell == null || bell.rung.getAndIncrement() > 0) {
            return; // nobody watches; or somebody is going round, and will go again
        }
        if (watches(bell).size() <= FEW) {
            goRound(event, bell);
        } else {
            Thread.startVirtualThread(() -> goRound(event, bell));
        }
    }

    /// Once more whenever it was rung meanwhile: a watch may have looked, or come, in between.
    private static void goRound(Event event, Bell bell) {
        int heard;
        do {
            heard = bell.rung.get();
            watches(bell).forEach(watch -> watch.happened(event));
        } while (!bell.rung.compareAndSet(heard, 0));
    }

    /// How many things are watched.
    int size() {
        return bells.size();
    }

    private static List<Watch> watches(Bell bell) {
        synchronized (bell) {
            return List.copyOf(bell.watches);
        }
    }
}
