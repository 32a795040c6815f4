package org.sekisho.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.testing.Dice;
import org.sekisho.testing.SetClock;

class QueuedLogTest {
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
    private final SetClock clock = new SetClock(Instant.parse("2026-03-01T15:04:05.006Z"));

    @TempDir
    Path folder;

    private List<String> written(LogSettings.Form form, java.util.function.Consumer<Log> work) throws IOException {
        Path file = folder.resolve("log");
        var destination = new LogSettings.Destination.File(file, 1 << 20, 3);
        try (var log = new QueuedLog(new LogSettings(destination, form, false, TOKYO), clock)) {
            work.accept(log);
        }
        return Files.readAllLines(file);
    }

    @Test
    void writesKeysAndValues() throws IOException {
        var lines = written(LogSettings.Form.TEXT, log -> {
            log.debug("not.wanted");
            ScopedValue.where(SessionId.CURRENT, new SessionId("s1"))
                    .run(() -> log.info(
                            "smtp.rcpt", "to", "<a@b.test>", "password", new Secret("x"), "why", "a b", "n", 7));
            log.warn("odd", "key");
        });
        assertEquals(
                List.of(
                        "2026-03-02T00:04:05.006+09:00 INFO smtp.rcpt session=s1 to=<a@b.test> password=*** why=\"a b\" n=7",
                        "2026-03-02T00:04:05.006+09:00 WARN odd key=\"\""),
                lines);
    }

    @Test
    void aPeerCannotWriteALineOfItsOwn() throws IOException {
        String evil = "x\r\n2026 INFO fake=\"1\"\u2028\u0085\u001b[31m\u202E\0\\";
        var lines = written(LogSettings.Form.TEXT, log -> log.info("smtp.helo", "name", evil));
        assertEquals(1, lines.size());
        assertTrue(lines.getFirst()
                .endsWith("name=\"x\\r\\n2026 INFO fake=\\\"1\\\"\\u2028\\u0085\\u001b[31m\\u202e\\u0000\\\\\""));
    }

    @Test
    void everyValueComesBackFromJson() throws IOException {
        var reader = new ObjectMapper();
        Dice.check(300, dice -> {
            var text = new StringBuilder();
            for (int i = dice.below(12); i > 0; i--) {
                text.append((char) (dice.oneIn(3) ? dice.below(0x10000) : dice.below(0xA1)));
            }
            var line = new LogLine(LogSettings.Form.JSON, TOKYO, clock);
            String json = line.of("INFO", "e", null, new Object[] {"v", text, "n", 3L});
            assertEquals(json.length() - 1, json.indexOf('\n'));
            assertEquals(text.toString(), reader.readTree(json).get("v").asText());
            assertEquals(3, reader.readTree(json).get("n").asInt());
        });
        var lines =
                written(LogSettings.Form.JSON, log -> log.error("bug", new IllegalStateException("a\nb"), "k", "v"));
        assertEquals(1, lines.size());
        assertTrue(reader.readTree(lines.getFirst()).get("stack").asText().contains("QueuedLogTest"));
    }

    @Test
    void aStackTraceFollowsItsLine() throws IOException {
        var lines = written(LogSettings.Form.TEXT, log -> log.error("bug", new IllegalStateException("a\nb")));
        assertTrue(lines.getFirst().endsWith("ERROR bug"));
        assertTrue(lines.size() > 3);
        assertTrue(lines.stream().skip(1).allMatch(line -> line.startsWith("\t")));
    }

    @Test
    void aValueThatDoesNotPrintIsToldAsSuch() throws IOException {
        var bad = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no");
            }
        };
        assertTrue(written(LogSettings.Form.TEXT, log -> log.info("e", "v", bad))
                .getFirst()
                .endsWith("v=\"(unprintable: IllegalStateException)\""));
    }

    @Test
    void filesAreBounded() throws Exception {
        Path file = folder.resolve("bounded");
        var destination = new LogSettings.Destination.File(file, 10_000, 2);
        try (var log = new QueuedLog(new LogSettings(destination, LogSettings.Form.TEXT, true, TOKYO), clock)) {
            long end = System.nanoTime() + 10_000_000_000L;
            while (!Files.exists(folder.resolve("bounded.2")) && System.nanoTime() < end) {
                log.info("fill", "value", "x".repeat(500));
                Thread.sleep(1); // the size is looked at ten times a second
            }
        }
        assertTrue(Files.exists(folder.resolve("bounded.1")));
        assertTrue(Files.exists(folder.resolve("bounded.2")));
        assertFalse(Files.exists(folder.resolve("bounded.3")));
    }

    @Test
    void aFileThatCannotBeOpenedStopsTheStart() throws IOException {
        Path file = Files.writeString(folder.resolve("plain"), "").resolve("log");
        var destination = new LogSettings.Destination.File(file, 10_000, 2);
        var settings = new LogSettings(destination, LogSettings.Form.TEXT, true, TOKYO);
        assertThrows(IllegalArgumentException.class, () -> new QueuedLog(settings, clock).close());
    }

    @Test
    void countersPrintForPrometheus() {
        try (var counters = new PrometheusCounters();
                var other = new PrometheusCounters()) {
            counters.count("smtp_accepted", "service", "smtp");
            counters.count("smtp_accepted", 2, "service", "smtp");
            counters.count("smtp_accepted", "service", "lmtp");
            counters.gauge("queue_messages", List.of(1, 2), List::size);
            counters.time("store_sync", java.time.Duration.ofMillis(3));
            String text = counters.text();
            assertTrue(text.contains("sekisho_smtp_accepted_total{service=\"smtp\"} 3.0"), text);
            assertTrue(text.contains("sekisho_queue_messages 2.0"), text);
            assertTrue(text.contains("sekisho_store_sync_seconds_bucket{le=\"0.005\"} 1"), text);
            assertFalse(other.text().contains("sekisho"));
        }
    }
}
