package org.sekisho.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.address.Mailbox;
import org.sekisho.gate.RecipientCheck.Answer;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;

class RecipientListTest {
    @TempDir
    Path folder;

    private final SetClock clock = new SetClock(Instant.parse("2026-05-01T12:00:00Z"));
    private final RecordedEvents events = new RecordedEvents();
    private Path file;
    private RecipientList list;
    private int written;

    @BeforeEach
    void begin() throws IOException {
        file = folder.resolve("recipients");
        write("# people\nalice@example.jp\n  bob@example.jp # the builder\n\n@all.example.jp\n");
        list = new RecipientList(file, clock, events);
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000L * ++written));
    }

    private Answer ask(String recipient) {
        return list.ask(Mailbox.of(recipient));
    }

    private void later() {
        clock.advance(Duration.ofSeconds(2));
        ask("anybody@example.jp"); // a change is seen, and has to stay
        clock.advance(Duration.ofSeconds(2));
    }

    private void assertThere(String recipient) {
        assertInstanceOf(Answer.There.class, ask(recipient), recipient);
    }

    @Test
    void whoStandsInItIsThere() {
        assertThere("alice@example.jp");
        assertThere("Alice@EXAMPLE.jp");
        assertThere("bob@example.jp");
        assertThere("whoever@all.example.jp");
        assertInstanceOf(Answer.NotThere.class, ask("carol@example.jp"));
        assertInstanceOf(Answer.NotThere.class, ask("alice@all2.example.jp"));
    }

    @Test
    void aChangeIsTakenOverOnceItHasStayed() throws IOException {
        assertThere("alice@example.jp");
        write("carol@example.jp\n");
        clock.advance(Duration.ofSeconds(2));
        assertThere("alice@example.jp"); // perhaps somebody is writing it just now
        clock.advance(Duration.ofSeconds(2));
        assertThere("carol@example.jp");
        assertInstanceOf(Answer.NotThere.class, ask("alice@example.jp"));
    }

    /// Invariants I3, I4: neither is a "no".
    @ParameterizedTest
    @ValueSource(strings = {"", "# nobody yet\n", "alice@example.jp\nnot an address\n", "alice@example.jp\nbob\n"})
    void aBrokenFileMakesNobodyUnknown(String text) throws IOException {
        assertThere("alice@example.jp");
        write(text);
        later();
        assertThere("alice@example.jp");
        assertInstanceOf(Answer.CouldNotTell.class, ask("carol@example.jp"));
        assertEquals(
                1,
                events.lines().stream()
                        .filter(line -> line.startsWith("ERROR gateway.list "))
                        .count());
        write("carol@example.jp\n");
        later();
        assertThere("carol@example.jp");
        assertInstanceOf(Answer.NotThere.class, ask("alice@example.jp"));
    }

    @Test
    void aMissingFileMakesNobodyUnknown() throws IOException {
        assertThere("alice@example.jp");
        Files.delete(file);
        later();
        assertThere("alice@example.jp");
        assertInstanceOf(Answer.CouldNotTell.class, ask("carol@example.jp"));
        var never = new RecipientList(folder.resolve("never"), clock, events);
        assertInstanceOf(Answer.CouldNotTell.class, never.ask(Mailbox.of("alice@example.jp")));
    }

    @Test
    void aBadLineIsNamed() throws IOException {
        write("alice@example.jp\n\n<bob@example.jp>\n");
        assertInstanceOf(Answer.CouldNotTell.class, ask("alice@example.jp"));
        assertTrue(
                events.lines().getFirst().contains("recipients:3"),
                events.lines().toString());
    }
}
