package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class IdleMemoryTest {
    private static final long MB = 1L << 20;

    private final AtomicInteger collections = new AtomicInteger();
    private long heap = 192 * MB;
    private final IdleMemory memory = new IdleMemory(() -> {
        collections.incrementAndGet();
        heap = 60 * MB;
    });

    private void look(int milliseconds) {
        memory.look(Duration.ofSeconds(10), Duration.ofMillis(milliseconds), () -> heap);
    }

    @Test
    void nothingIsCollectedWhileTheServerWorks() {
        look(5_000);
        look(6_000);
        assertEquals(0, collections.get());
    }

    @Test
    void onceWhenItHasBecomeQuietAndAgainAfterItGrew() {
        look(5_000);
        look(5_100);
        assertEquals(1, collections.get());
        look(5_200);
        heap = 70 * MB;
        look(5_300);
        assertEquals(1, collections.get(), "ten megabytes are not worth it");
        heap = 150 * MB;
        look(9_000);
        look(9_010);
        assertEquals(2, collections.get());
    }

    @Test
    void aHeapTooSmallForTheConnectionsIsTold() throws IOException {
        String script = Files.readString(Path.of("sekisho"));
        Matcher most = Pattern.compile("-Xmx(\\d+)m -XX:NewSize").matcher(script);
        assertTrue(most.find());
        long heap = (Long.parseLong(most.group(1)) - 10) * MB; // one of the survivor spaces is not counted
        assertEquals(Optional.empty(), IdleMemory.warning(4_000, heap), "the preset number");
        assertEquals(
                "limits.connections = 20000 may need a heap of 721 MB, and this one ends at 278 MB: start with "
                        + "SEKISHO_JAVA_OPTS=-Xmx753m, or lower the limit",
                IdleMemory.warning(20_000, heap).orElseThrow());
    }
}
