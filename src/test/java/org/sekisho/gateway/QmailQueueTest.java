package org.sekisho.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sekisho.address.Mailbox;
import org.sekisho.address.ReversePath;
import org.sekisho.gateway.QmailQueue.Result;
import org.sekisho.testing.ShellScript;

/// With a script in the place of qmail-queue: what it gets, and what its exit codes mean (qmail-queue(8)).
class QmailQueueTest {
    private static final ReversePath SENDER = new ReversePath.From(Mailbox.of("\"a b\"@elsewhere.test"));

    @TempDir
    Path folder;

    private Path script(String text) throws IOException {
        return ShellScript.write(folder.resolve("qmail-queue"), "#!/bin/sh\n" + text);
    }

    private Result hand(Path program, Duration timeout, ReversePath sender, String body) {
        return new QmailQueue(folder.resolve("work"), timeout)
                .hand(
                        program,
                        sender,
                        List.of(Mailbox.of("alice@example.jp"), Mailbox.of("bob@example.jp")),
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)));
    }

    private Result hand(Path program) {
        return hand(program, Duration.ofMinutes(1), SENDER, "Subject: x\r\n\r\nhello\r\n");
    }

    private String got(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve("work"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void theMessageComesOnZeroAndTheEnvelopeOnOne() throws IOException {
        Path program =
                script("cat <&0 >'%1$s/message'\ncat <&1 >'%1$s/envelope'\nexec /usr/bin/env >'%1$s/environment'\n"
                        .formatted(folder));
        String body = "Subject: 関所\r\n\r\n.\r\nlast line\r\n";
        assertInstanceOf(Result.Taken.class, hand(program, Duration.ofMinutes(1), SENDER, body));
        assertEquals("Subject: 関所\n\n.\nlast line\n", got("message"));
        assertEquals("Fa b@elsewhere.test\0Talice@example.jp\0Tbob@example.jp\0\0", got("envelope"));
        assertTrue(
                got("environment").lines().allMatch(line -> line.matches("(PATH|PWD|_|SHLVL|OLDPWD)=.*")),
                got("environment"));
        assertNothingIsLeft();
    }

    @Test
    void aBounceHasNoSender() {
        assertEquals(
                "F\0Talice@example.jp\0\0",
                new String(
                        QmailQueue.envelope(new ReversePath.Null(), List.of(Mailbox.of("alice@example.jp"))),
                        StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "0, Taken",
        "11, Refused",
        "31, Refused",
        "40, Refused",
        "41, Later",
        "51, Later",
        "53, Later",
        "54, Later",
        "71, Later",
        "81, Later",
        "91, Later",
        "120, Later",
        "1, Later",
        "126, Later",
        "127, Later"
    })
    void whatTheExitCodesMean(int code, String result) throws IOException {
        assertEquals(result, hand(script("exit " + code + "\n")).getClass().getSimpleName());
        assertNothingIsLeft();
    }

    @Test
    void whatItSaysIsKeptForTheLogOnOneLine() throws IOException {
        var refused =
                assertInstanceOf(Result.Refused.class, hand(script("printf 'virus\\nfound\\033[1m' >&2\nexit 31\n")));
        assertTrue(refused.text().endsWith("exited with 31: virus found [1m"), refused.text());
        assertEquals("5.3.0", refused.enhancedCode());
    }

    @Test
    void oneThatHangsIsKilled() throws IOException {
        Path program = script("exec sleep 600\n");
        assertInstanceOf(Result.Later.class, hand(program, Duration.ofMillis(300), SENDER, "x\r\n"));
        assertNothingIsLeft();
    }

    @Test
    void oneThatIsNotThereOrMayNotBeRunIsSaidToBe() throws IOException {
        var missing = assertInstanceOf(Result.Later.class, hand(folder.resolve("missing")));
        assertTrue(missing.text().contains("is not there"), missing.text());
        Path broken = ShellScript.write(folder.resolve("broken"), "#!/nowhere/sh\n");
        var later = assertInstanceOf(Result.Later.class, hand(broken));
        assertTrue(later.text().contains("cannot be run"), later.text());
    }

    @Test
    void aStartRemovesWhatACrashLeft() throws IOException {
        Path left = Files.createDirectories(folder.resolve("work/m1"));
        Files.writeString(left.resolve("message"), "half");
        var queue = new QmailQueue(folder.resolve("work"), Duration.ofSeconds(1));
        queue.clear();
        assertNothingIsLeft();
    }
}
