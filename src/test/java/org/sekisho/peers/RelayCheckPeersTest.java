package org.sekisho.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.address.Mailbox;
import org.sekisho.audit.relay.MailAccount;
import org.sekisho.audit.relay.MailAccount.Protocol;
import org.sekisho.audit.relay.Probe;
import org.sekisho.audit.relay.RelayCheck;
import org.sekisho.audit.relay.RelayReport;
import org.sekisho.audit.relay.ReportText;
import org.sekisho.audit.relay.Sink;
import org.sekisho.audit.relay.Target;
import org.sekisho.audit.relay.TlsUse;
import org.sekisho.audit.relay.Token;
import org.sekisho.audit.relay.Verdict;
import org.sekisho.audit.relay.WatchedMailbox;
import org.sekisho.events.Secret;

/// The relay check on real servers.
@Tag("peers")
@Timeout(180)
class RelayCheckPeersTest {
    @TempDir
    Path folder;

    private static RelayReport check(InetSocketAddress server, Sink sink) throws Exception {
        var target = new Target(
                "mx.sink.test",
                server,
                TlsUse.OFF,
                "mx.sink.test",
                Mailbox.of("all@sink.test"),
                "outside.test",
                Target.NOBODYS);
        var pace = new RelayCheck.Pace(10, Duration.ofSeconds(30), Duration.ofSeconds(10));
        return new RelayCheck(Probe.published(), pace, Optional.of(sink), InstantSource.system(), new Random(1))
                .check(List.of(target), (_, _, _) -> {})
                .getFirst();
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
            RelayReport report = check(postfix.address(), sink);
            assertEquals(List.of(), ids(report, Verdict.RELAYS), () -> new ReportText(false).table(report, false));
            assertTrue(
                    ids(report, Verdict.SMUGGLES).contains("smuggle-02"),
                    () -> new ReportText(false).table(report, false));
        }
    }

    /// The usual mistake of a machine with a web form: every local process is trusted.
    @Test
    void postfixThatTrustsLoopbackRelaysForEveryProcess() throws Exception {
        try (var sink = sink();
                var postfix = Postfix.start(folder.resolve("open"), relayhost(sink) + "mynetworks = 127.0.0.0/8\n")) {
            RelayReport report = check(postfix.address(), sink);
            List<String> relayed = ids(report, Verdict.RELAYS);
            assertTrue(
                    relayed.containsAll(List.of("abuse.net-01", "abuse.net-03", "more-22")),
                    () -> new ReportText(false).table(report, false));
        }
    }

    /// Debian's rules, with nobody trusted, and as Debian sets them when asked nothing: for every local process.
    @Test
    void eximRelaysForThoseItTrustsAndNobodyElse() throws Exception {
        Path root = Exim.unpack(folder);
        try (var sink = sink();
                var exim = Exim.start(
                        root, folder.resolve("tight"), "", sink.address().getPort())) {
            RelayReport report = check(exim.address(), sink);
            assertEquals(Verdict.Mark.SAFE, report.mark(), () -> new ReportText(false).table(report, false));
        }
        try (var sink = sink();
                var exim = Exim.start(
                        root,
                        folder.resolve("open"),
                        "127.0.0.1 : ::::1",
                        sink.address().getPort())) {
            RelayReport report = check(exim.address(), sink);
            assertTrue(
                    ids(report, Verdict.RELAYS).containsAll(List.of("abuse.net-01", "abuse.net-03", "more-22")),
                    () -> new ReportText(false).table(report, false));
        }
    }

    @Test
    void dovecotsMailboxIsReadAndLeftAsItIs() throws Exception {
        String own = "X-Relay-Check: relaycheck-1\nMessage-ID: <relaycheck-1@x>\n\nrelaycheck-1\n";
        Mailbox taro = Mailbox.of("taro@example.net");
        try (var dovecot = new DovecotMailbox(folder.resolve("dovecot"))) {
            dovecot.deliver("mail", "1", "Subject: old\n\nrelaycheck-0\n");
            for (Protocol protocol : List.of(Protocol.IMAP, Protocol.POP3)) {
                int port = protocol == Protocol.IMAP ? dovecot.imap() : dovecot.pop3();
                var account = new MailAccount(protocol, taro.toString(), "");
                var password = new Secret(DovecotMailbox.PASSWORD);
                try (var mailbox = WatchedMailbox.open(account, "127.0.0.1", port, taro, password, false)) {
                    mailbox.look();
                    dovecot.deliver("mail", protocol + "2", "From: MAILER-DAEMON\n\n" + own.replace("-1", "-2"));
                    dovecot.deliver(protocol == Protocol.IMAP ? "mail/.Junk" : "mail", protocol + "3", own);
                    mailbox.look();
                    assertEquals(Optional.empty(), mailbox.returned(token("0")), "it was there before");
                    assertTrue(mailbox.relayed(token("1")).isPresent());
                    assertTrue(mailbox.returned(token("2")).isPresent());
                    assertEquals(Optional.empty(), mailbox.relayed(token("2")));
                }
                assertThrows(
                        IOException.class,
                        () -> WatchedMailbox.open(account, "127.0.0.1", port, taro, new Secret("x"), false));
            }
            assertEquals(5, dovecot.files().size());
            for (String file : dovecot.files()) {
                assertTrue(file.matches(".*:2,|[^:]*"), "no flag was set: " + file);
            }
        }
    }

    private static Token token(String unique) {
        return new Token("relaycheck-" + unique, "x", "x");
    }
}
