package org.sekisho.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.doctor.Doctor;
import org.sekisho.doctor.LogFacts;
import org.sekisho.doctor.Origin;
import org.sekisho.doctor.QueueFacts;
import org.sekisho.doctor.QueueTally;
import org.sekisho.doctor.Report;
import org.sekisho.doctor.Severity;
import org.sekisho.postfix.PostfixDoctor;
import org.sekisho.postfix.RelayHoles;

/// The doctor on the queue, log and settings of a real Postfix that does not deliver.
@Tag("peers")
class DoctorPeersTest {
    private static final int LOCAL = 12;
    private static final int NETWORK = 230;

    @Test
    void readsWhatPostfixWrites(@TempDir Path folder) throws IOException {
        Path real = folder.toRealPath();
        try (var postfix = Postfix.start(real, """
                defer_transports = smtp
                mynetworks = 127.0.0.0/8
                minimal_backoff_time = 1h
                maximal_backoff_time = 1h
                """)) { // nothing is tried again, and so moves, while we look
            for (int i = 0; i < LOCAL; i++) {
                postfix.sendmail(
                        "www@postfix.sink.test",
                        "v" + i + "@outside.test",
                        "Subject: x\nX-PHP-Originating-Script:" + " 33:mailer.php\n\nhello\n");
            }
            inject(postfix);
            QueueFacts queue = settled(real);
            assertEquals(LOCAL + NETWORK, queue.messages());
            assertEquals(LOCAL + 2 * NETWORK, queue.remote());
            assertEquals((long) LOCAL, queue.origins().get(Origin.local("0", "mailer.php")));
            Origin client = Origin.network("127.0.0.1", "", false, "");
            assertEquals((long) NETWORK, queue.origins().get(client));
            assertEquals((long) NETWORK, queue.senders().get("<spam@bank.example>"));
            PostfixDoctor.Examined examined = examine(real, List.of(real.resolve("log")));
            LogFacts log = examined.facts().log();
            assertEquals((long) NETWORK, log.messagesByOrigin().get(client));
            assertEquals((long) LOCAL, log.messagesByOrigin().get(Origin.local("0", "")));
            assertEquals(LOCAL + 2 * NETWORK, log.remote().deferral());
            assertTrue(examined.version().isPresent(), postfix::log);
            Report report = Doctor.report(examined.facts());
            assertTrue(
                    report.findings().stream()
                            .anyMatch(each -> each.severity() == Severity.ALARM
                                    && each.found().en().startsWith("The client 127.0.0.1 has 230 of the 242")),
                    () -> report.findings().toString());
            assertEquals(
                    List.of("postfix-network-loopback"),
                    RelayHoles.find(real.resolve("etc"), Optional.of("3.9.1")).stream()
                            .map(each -> each.id())
                            .toList());
        }
    }

    private static void inject(Postfix postfix) throws IOException {
        try (var socket =
                new Socket(postfix.address().getAddress(), postfix.address().getPort())) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            said(in, "220");
            say(socket, in, "HELO pc", "250");
            for (int i = 0; i < NETWORK; i++) {
                say(socket, in, "MAIL FROM:<spam@bank.example>", "250");
                say(socket, in, "RCPT TO:<a@outside.test>", "250");
                say(socket, in, "RCPT TO:<b@outside.test>", "250");
                say(socket, in, "DATA", "354");
                say(socket, in, "Subject: x\r\n\r\n" + "y".repeat(3000) + "\r\n.", "250");
            }
            say(socket, in, "QUIT", "221");
        }
    }

    private static void say(Socket socket, BufferedReader in, String line, String code) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        said(in, code);
    }

    private static void said(BufferedReader in, String code) throws IOException {
        String line = String.valueOf(in.readLine());
        assertTrue(line.startsWith(code + " "), line);
    }

    private static QueueFacts settled(Path folder) {
        Postfix.await(
                () -> examine(folder, List.of()).facts().queue().deferred() == LOCAL + NETWORK, "all to be put off");
        return examine(folder, List.of()).facts().queue();
    }

    private static PostfixDoctor.Examined examine(Path folder, List<Path> logs) {
        return PostfixDoctor.examine(
                folder.resolve("spool"),
                folder.resolve("etc"),
                logs,
                new QueueTally(Instant.now()),
                InstantSource.system(),
                ZoneId.systemDefault());
    }
}
