package org.sekisho.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.SetClock;

final class RecentMarkTest {
    private final MemoryStore store = new MemoryStore(new SetClock(Instant.EPOCH));
    private final RecentMark mark = new RecentMark(store, new MailboxId("00000000000000ab"));

    @Test
    void whatIsClaimedIsOldForTheNext() {
        assertEquals(1, mark.first());
        assertEquals(1, mark.claim(4));
        assertEquals(4, mark.claim(4));
        assertEquals(4, mark.claim(3)); // who knows less takes nothing back
        assertEquals(4, mark.first());
        assertEquals(4, mark.claim(5));
    }

    @Test
    void oneOfManyGetsEach() throws Exception {
        int most = 50;
        List<Callable<Long>> claims = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            long uidNext = i + 2L;
            claims.add(() -> Math.max(0, uidNext - mark.claim(uidNext)));
        }
        long claimed = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Long> one : threads.invokeAll(claims)) {
                claimed += one.get();
            }
        }
        assertEquals(most, claimed);
    }
}
