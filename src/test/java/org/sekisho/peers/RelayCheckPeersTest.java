package org.sekisho.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.audit.relay.Probe;
import org.sekisho.audit.relay.RelayCheck;
import org.sekisho.audit.relay.RelayReport;
import org.sekisho.audit.relay.ReportText;
import org.sekisho.audit.relay.Sink;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.relay.Verdict;

/// The relay check on real servers.
@Tag("peers")
@Timeout(180)
class RelayCheckPeersTest {
    @TempDir
    Path folder;

    private static RelayReport check(Postfix postfix, Sink sink) throws Exception {
        var target = new Target(
                postfix.address(), "postfix.sink.test", "sink.test", "all", "outside.test", "relay-check.test");
        var pace = new RelayCheck.Pace(10, Duration.ofSeconds(30), Duration.ofSeconds(10));
        return new RelayCheck(Probe.published(), pace, Optional.of(sink), new Random(1)).check(target, (_, _, _) -> {});
    }

    private static Sink sink() throws Exception {
        return new Sink(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    }

    private static String relayhost(Sink sink) {
        return "relayhost = [127.0.0.1]:" + sink.address().getPort() + "\nsmtp_tls_security_level = none\n"
                + "smtpd_error_sleep_time = 0\nsmtpd_client_connection_count_limit = 0\n";
    }

    private static List<String> ids(RelayReport report, Verdict verdict) {
        return report.results().stream()
                .filter(result -> result.verdict() == verdict)
                .map(result -> result.probe().id())
                .toList();
    }

    /// Its relay rules are tight, but as Debian 12 ships it, it takes a bare LF for a line end.
    @Test
    void postfixAsItComesRelaysNothingButCanBeSmuggledThrough() throws Exception {
        try (var sink = sink();
                var postfix = Postfix.start(folder.resolve("tight"), relayhost(sink))) {
            RelayReport report = check(postfix, sink);
            assertEquals(List.of(), ids(report, Verdict.RELAYS), () -> ReportText.table(report, false));
            assertTrue(ids(report, Verdict.SMUGGLES).contains("smuggle-02"), () -> ReportText.table(report, false));
        }
    }

    /// The usual mistake of a machine with a web form: every local process is trusted.
    @Test
    void postfixThatTrustsLoopbackRelaysForEveryProcess() throws Exception {
        try (var sink = sink();
                var postfix = Postfix.start(folder.resolve("open"), relayhost(sink) + "mynetworks = 127.0.0.0/8\n")) {
            RelayReport report = check(postfix, sink);
            List<String> relayed = ids(report, Verdict.RELAYS);
            assertTrue(
                    relayed.containsAll(List.of("abuse.net-01", "abuse.net-03", "more-22")),
                    () -> ReportText.table(report, false));
        }
    }
}
