package org.sekisho.audit.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.audit.relay.Verdict.Mark;
import org.sekisho.config.Protocol;
import org.sekisho.testing.TestServer;

@Timeout(120)
final class RelayCheckTest {
    private static final RelayCheck.Pace PACE = new RelayCheck.Pace(10, Duration.ofSeconds(30), Duration.ofSeconds(5));

    @TempDir
    Path folder;

    private static Target target(InetSocketAddress address) {
        return new Target(address, "mx.example.test", "example.test", "alice", "outside.test", "check.invalid");
    }

    private static RelayReport check(InetSocketAddress address, Optional<Sink> sink) throws Exception {
        var so = new AtomicInteger();
        var check = new RelayCheck(Probe.published(), PACE, sink, new Random(1));
        RelayReport report = check.check(target(address), (_, _, _) -> so.incrementAndGet());
        assertEquals(Probe.published().size(), so.get());
        assertEquals(Probe.published().size(), report.results().size());
        return report;
    }

    private static Sink sink() throws Exception {
        return new Sink(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    }

    private static String routeTo(Sink sink) {
        return "[[route]]\ndomain = \"outside.test\"\nvia = [\"127.0.0.1:"
                + sink.address().getPort() + "\"]\n";
    }

    private static Verdict verdict(RelayReport report, String probe) {
        return report.results().stream()
                .filter(result -> result.probe().id().equals(probe))
                .findFirst()
                .orElseThrow()
                .verdict();
    }

    @Test
    void thisServerIsCleanOnEveryDoor() throws Exception {
        try (var sink = sink();
                var server = TestServer.Plan.in(folder)
                        .with("[limits]\nerror_delay = \"0s\"\n" + routeTo(sink))
                        .start()) {
            for (Protocol door : List.of(Protocol.SMTP, Protocol.SUBMISSION)) {
                RelayReport report = check(server.endpoint(door), Optional.empty());
                assertEquals(Mark.SAFE, report.mark(), () -> ReportText.table(report, false));
                server.drain();
                RelayReport proved = check(server.endpoint(door), Optional.of(sink));
                assertEquals(Mark.SAFE, proved.mark(), () -> ReportText.table(proved, false));
            }
        }
    }

    @Test
    void anOpenRelayIsCaughtWithProof() throws Exception {
        try (var sink = sink();
                var server = TestServer.Plan.in(folder)
                        .with("[limits]\nerror_delay = \"0s\"\n[relay]\ntrusted_networks = [\"127.0.0.1\"]\n"
                                + routeTo(sink))
                        .start()) {
            RelayReport told = check(server.endpoint(Protocol.SMTP), Optional.empty());
            assertEquals(Verdict.ACCEPTED, verdict(told, "abuse.net-01"), "without a sink that is all one can say");
            assertEquals(Mark.UNKNOWN, told.mark());
            RelayReport proved = check(server.endpoint(Protocol.SMTP), Optional.of(sink));
            for (String id : List.of("abuse.net-01", "abuse.net-03", "more-19", "more-21", "more-23", "more-25")) {
                assertEquals(Verdict.RELAYS, verdict(proved, id), () -> ReportText.table(proved, false));
            }
            assertEquals(Verdict.REFUSED, verdict(proved, "abuse.net-13"), "source routes are refused even there");
            assertEquals(Mark.BAD, proved.mark());
            assertTrue(ReportText.sum(proved).contains("must be mended"));
            assertTrue(ReportText.html(List.of(proved)).contains("class=\"BAD\""));
            assertTrue(ReportText.junit(List.of(proved)).contains("<failure message=\"RELAYS: arrived: "));
        }
    }

    /// qmail takes mail for everybody and thinks about it later: that is no relay, but its bounces go to whoever
    /// is named as the sender.
    @Test
    void whoTakesEverythingAndBouncesIsToldFromARelay() throws Exception {
        try (var sink = sink();
                var bouncer = new CarelessServer(Optional.of(sink.address()), "\r\n.\r\n")) {
            RelayReport report = check(bouncer.address(), Optional.of(sink));
            assertEquals(Verdict.BOUNCES, verdict(report, "abuse.net-01"), () -> ReportText.table(report, false));
            assertEquals(Verdict.NOT_FORWARDED, verdict(report, "abuse.net-04"));
            assertEquals(Verdict.TELLS, verdict(report, "tells-01"));
            assertEquals(
                    0,
                    report.results().stream()
                            .filter(result -> result.verdict() == Verdict.RELAYS)
                            .count());
        }
    }

    @Test
    void anotherEndOfTheDataIsCaught() throws Exception {
        try (var loose = new CarelessServer(Optional.empty(), "\n.\r\n")) {
            RelayReport report = check(loose.address(), Optional.empty());
            assertEquals(Verdict.SMUGGLES, verdict(report, "smuggle-02"), () -> ReportText.table(report, false));
            assertEquals(Verdict.NOT_FORWARDED, verdict(report, "smuggle-03"));
            assertEquals(Mark.BAD, report.mark());
        }
    }

    @Test
    void whoDoesNotAnswerIsNotSafe() throws Exception {
        InetSocketAddress nobody;
        try (var closed = sink()) {
            nobody = closed.address();
        }
        RelayReport report = check(nobody, Optional.empty());
        assertEquals(Mark.UNKNOWN, report.mark());
        assertEquals(report.results().size(), report.count(Mark.UNKNOWN));
    }

    @Test
    void whatArrivesAtTheSinkCannotWriteToTheTerminal() throws Exception {
        try (var sink = sink();
                var socket =
                        new Socket(sink.address().getAddress(), sink.address().getPort())) {
            socket.getOutputStream().write("RCPT TO:<\033[2Jrelayed-x@b>\r\nQUIT\r\n".getBytes(US_ASCII));
            socket.getInputStream().readAllBytes();
            assertEquals(Optional.of("rcpt to:<?[2jrelayed-x@b>"), sink.arrived("relayed-x"));
        }
    }

    @Test
    void aWrongLineIsNamed() {
        assertTrue(Probe.published().size() >= 60);
        var wrong = assertThrows(
                IllegalArgumentException.class,
                () -> Probe.read(List.of("# head", "a\tb\tc\tMAIL FROM:<> | RCPT TO:<x>", "a\tb\tc\td")));
        assertTrue(String.valueOf(wrong.getMessage()).contains("line 3"));
    }
}
