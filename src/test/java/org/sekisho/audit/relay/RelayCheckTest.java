package org.sekisho.audit.relay;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.address.Mailbox;
import org.sekisho.audit.relay.Verdict.Mark;
import org.sekisho.config.Protocol;
import org.sekisho.testing.TestServer;

@Timeout(120)
final class RelayCheckTest {
    private static final RelayCheck.Pace PACE = new RelayCheck.Pace(10, Duration.ofSeconds(30), Duration.ofSeconds(5));

    private static final ReportText TEXT = new ReportText(false);

    @TempDir
    Path folder;

    private static Target target(InetSocketAddress address) {
        return target(address, TlsUse.OFF);
    }

    private static Target target(InetSocketAddress address, TlsUse tls) {
        return new Target(
                "mx.example.test",
                address,
                tls,
                "mx.example.test",
                Mailbox.of("alice@example.test"),
                "outside.test",
                Target.NOBODYS);
    }

    private static RelayReport check(InetSocketAddress address, Optional<Sink> sink) throws Exception {
        return check(target(address), sink);
    }

    private static RelayReport check(Target target, Optional<Sink> sink) throws Exception {
        var so = new AtomicInteger();
        var check =
                new RelayCheck(Probe.published(), PACE, sink.map(each -> each), InstantSource.system(), new Random(1));
        RelayReport report =
                check.check(List.of(target), (_, _, _) -> so.incrementAndGet()).getFirst();
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
            for (Protocol protocol : List.of(Protocol.SMTP, Protocol.SUBMISSION, Protocol.SUBMISSIONS)) {
                TlsUse tls = protocol == Protocol.SUBMISSIONS ? TlsUse.IMPLICIT : TlsUse.OFF;
                RelayReport report = check(target(server.endpoint(protocol), tls), Optional.empty());
                assertEquals(Mark.SAFE, report.mark(), () -> TEXT.table(report, false));
                server.drain();
                RelayReport proved = check(target(server.endpoint(protocol), tls), Optional.of(sink));
                assertEquals(Mark.SAFE, proved.mark(), () -> TEXT.table(proved, false));
            }
            RelayReport inTls = check(target(server.endpoint(Protocol.SMTP), TlsUse.STARTTLS), Optional.of(sink));
            assertEquals(Mark.SAFE, inTls.mark(), () -> TEXT.table(inTls, false));
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
                assertEquals(Verdict.RELAYS, verdict(proved, id), () -> TEXT.table(proved, false));
            }
            assertEquals(Verdict.REFUSED, verdict(proved, "abuse.net-13"), "source routes are refused even there");
            assertEquals(Mark.BAD, proved.mark());
            assertTrue(TEXT.sum(proved).contains("must be mended"));
            assertTrue(TEXT.html(List.of(proved)).contains("class=\"BAD\""));
            assertTrue(JunitText.of(List.of(proved)).contains("<failure message=\"RELAYS: arrived: "));
        }
    }

    /// qmail takes mail for everybody and thinks about it later: that is no relay, but its bounces go to whoever
    /// is named as the sender.
    @Test
    void whoTakesEverythingAndBouncesIsToldFromARelay() throws Exception {
        try (var sink = sink();
                var bouncer = new CarelessServer(Afterwards.BOUNCE, sink.address(), "\r\n.\r\n")) {
            RelayReport report = check(bouncer.address(), Optional.of(sink));
            assertEquals(Verdict.BOUNCES, verdict(report, "abuse.net-01"), () -> TEXT.table(report, false));
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
        try (var sink = sink();
                var loose = new CarelessServer(Afterwards.NOTHING, sink.address(), "\n.\r\n")) {
            RelayReport report = check(loose.address(), Optional.empty());
            assertEquals(Verdict.SMUGGLES, verdict(report, "smuggle-02"), () -> TEXT.table(report, false));
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

    /// Not ten for each address and port: all of them may be one small machine. A server may notice only a moment
    /// later that a connection has ended.
    @Test
    void atMostTenConnectionsInAll() throws Exception {
        try (var sink = sink();
                var careless = new CarelessServer(Afterwards.NOTHING, sink.address(), "\r\n.\r\n")) {
            var check =
                    new RelayCheck(Probe.published(), PACE, Optional.empty(), InstantSource.system(), new Random(1));
            List<Target> targets = List.of(target(careless.address()), target(careless.address(), TlsUse.STARTTLS));
            assertEquals(2, check.check(targets, (_, _, _) -> {}).size());
            assertTrue(careless.most() > 1 && careless.most() <= 2 * PACE.connections(), () -> "" + careless.most());
        }
    }

    @Test
    void whoHangsUpOrPutsOffHasNotRefused() throws Exception {
        for (String[] script : new String[][] {
            {"", "COULD_NOT_TELL"},
            {"220 hi\r\n250 ok\r\n250 ok\r\n450 4.2.0 greylisted\r\n", "COULD_NOT_TELL"},
            {"220 hi\r\n250 ok\r\n250 ok\r\n454 4.7.1 Relay access denied\r\n", "REFUSED"},
            {"220 hi\r\n250 ok\r\n250 ok\r\n550 no\r\n", "REFUSED"},
            {"220 hi\r\n250 ok\r\n250 ok\r\n250 ok\r\n354 go on\r\n", "COULD_NOT_TELL"}
        }) {
            try (var server = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"))) {
                Thread.ofVirtual().start(() -> recite(server, script[0]));
                var check = new RelayCheck(
                        Probe.published().subList(0, 1), PACE, Optional.empty(), InstantSource.system(), new Random(1));
                RelayReport report = check.check(
                                List.of(target((InetSocketAddress) server.getLocalSocketAddress())), (_, _, _) -> {})
                        .getFirst();
                assertEquals(Verdict.valueOf(script[1]), verdict(report, "abuse.net-01"), script[0]);
            }
        }
    }

    private static void recite(ServerSocket server, String replies) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(replies.getBytes(US_ASCII));
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        } catch (IOException _) {
            // the check sees it
        }
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
        assertTrue(Probe.published().size() >= 250);
        var wrong = assertThrows(
                IllegalArgumentException.class,
                () -> Probe.read(List.of("# head", "a\tb\tc\td\tMAIL FROM:<> | RCPT TO:<x>", "a\tb\tc\td\te")));
        assertTrue(String.valueOf(wrong.getMessage()).contains("line 3"));
    }

    @Test
    void whatAStrangerSaysSteersNoTerminal() {
        var result = new Result(Probe.published().getFirst(), Verdict.REFUSED, "550 \u001b[2J\u202eno\r\n251");
        assertEquals("550 ?[2J?no??251", result.evidence());
    }
}
