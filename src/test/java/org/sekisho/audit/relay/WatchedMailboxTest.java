package org.sekisho.audit.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.audit.relay.Verdict.Mark;
import org.sekisho.config.Protocol;
import org.sekisho.events.Secret;
import org.sekisho.testing.TestServer;
import org.sekisho.testing.WireClient;

/// Proof by a person's mailbox at another server, which is one of ours, read over POP3.
@Timeout(120)
final class WatchedMailboxTest {
    private static final RelayCheck.Pace PACE = new RelayCheck.Pace(10, Duration.ofSeconds(30), Duration.ofSeconds(4));
    private static final Mailbox ALICE = Mailbox.of(TestServer.ALICE);
    private static final List<String> SOME = List.of(
            "abuse.net-01",
            "abuse.net-03",
            "abuse.net-08",
            "mail-abuse.org-04",
            "more-02",
            "more-11",
            "more-21",
            "tells-01");

    @TempDir
    Path folder;

    private TestServer provider;

    @BeforeEach
    void start() throws Exception {
        provider = TestServer.Plan.in(folder)
                .with("[limits]\nerror_delay = \"0s\"\n")
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        provider.close();
    }

    private WatchedMailbox open(String password) throws IOException {
        InetSocketAddress server = provider.endpoint(Protocol.POP3S);
        var account = new MailAccount(MailAccount.Protocol.POP3S, TestServer.ALICE, "");
        return WatchedMailbox.open(account, "127.0.0.1", server.getPort(), ALICE, new Secret(password), false);
    }

    private RelayReport check(Afterwards afterwards, Witness witness) throws Exception {
        try (var careless = new CarelessServer(afterwards, provider.endpoint(Protocol.SMTP), "\r\n.\r\n")) {
            var target = new Target(
                    "careless.test",
                    careless.address(),
                    TlsUse.OFF,
                    "careless.test",
                    Mailbox.of("user@careless.test"),
                    "example.test",
                    Target.NOBODYS);
            List<Probe> probes = Probe.published().stream()
                    .filter(probe -> SOME.contains(probe.id()))
                    .toList();
            return new RelayCheck(probes, PACE, Optional.of(witness), InstantSource.system(), new Random(7))
                    .check(List.of(target), (_, _, _) -> {})
                    .getFirst();
        }
    }

    private static Verdict verdict(RelayReport report, String id) {
        return report.results().stream()
                .filter(result -> result.probe().id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError(id))
                .verdict();
    }

    @Test
    void whatComesIntoTheMailboxIsProof() throws Exception {
        try (var client = new WireClient(provider.endpoint(Protocol.SMTP))) {
            client.expect("220 ").say("EHLO elsewhere.test", "250-");
            client.send("f@elsewhere.test", "Subject: old\r\n\r\nx\r\n", TestServer.ALICE);
        }
        provider.drain();
        try (var mailbox = open(TestServer.ALICES_PASSWORD)) {
            RelayReport report = check(Afterwards.FORWARD, mailbox);
            for (String id : List.of("abuse.net-01", "abuse.net-03", "mail-abuse.org-04", "more-21")) {
                assertEquals(Verdict.RELAYS, verdict(report, id), report::toString);
            }
            assertEquals(Verdict.NOT_FORWARDED, verdict(report, "abuse.net-08"), "alice@example.test in quotes");
            assertEquals(Verdict.ACCEPTED, verdict(report, "more-02"), "it would have come elsewhere");
            assertEquals(Mark.BAD, report.mark());
        }
        assertEquals(5, provider.inboxOfAlice().read().size(), "nothing was deleted");
    }

    @Test
    void aBounceIsNoRelaying() throws Exception {
        try (var mailbox = open(TestServer.ALICES_PASSWORD)) {
            RelayReport report = check(Afterwards.BOUNCE, mailbox);
            assertEquals(Verdict.BOUNCES, verdict(report, "abuse.net-01"), report::toString);
            assertEquals(Verdict.NOT_FORWARDED, verdict(report, "abuse.net-03"));
            assertEquals(Verdict.NOT_FORWARDED, verdict(report, "mail-abuse.org-04"));
            assertTrue(report.results().stream().noneMatch(result -> result.verdict() == Verdict.RELAYS));
        }
        assertEquals(1, provider.inboxOfAlice().read().size());
    }

    /// The local user whom one named reads her mail in the very mailbox.
    @Test
    void aUsersOwnForwardingIsNoRelaying() throws Exception {
        try (var mailbox = open(TestServer.ALICES_PASSWORD)) {
            RelayReport report = check(Afterwards.FORWARD_FOR_ITS_USER, mailbox);
            assertEquals(Verdict.COULD_NOT_TELL, verdict(report, "more-11"), report::toString);
            assertEquals(Verdict.COULD_NOT_TELL, verdict(report, "more-21"));
            assertEquals(Verdict.NOT_FORWARDED, verdict(report, "abuse.net-01"));
        }
    }

    @Test
    void aMailboxThatCannotBeReadIsNeverClean() throws Exception {
        assertTrue(String.valueOf(
                        assertThrows(IOException.class, () -> open("wrong")).getMessage())
                .contains("does not let us in"));
        try (var mailbox = open(TestServer.ALICES_PASSWORD)) {
            provider.wiring().accounts().suspendAccount(ALICE);
            RelayReport report = check(Afterwards.NOTHING, mailbox);
            assertEquals(Verdict.COULD_NOT_TELL, verdict(report, "abuse.net-01"), report::toString);
            assertEquals(Mark.UNKNOWN, report.mark());
        }
    }

    @Test
    void theProbesMessageIsToldFromWhatQuotesIt() {
        String own = "X-Relay-Check: relaycheck-1a\r\nMessage-ID:\r\n <relaycheck-1a@x>\r\n\r\nrelaycheck-1a\r\n";
        assertEquals(Arrival.of("Received: x\r\n" + own).own(), java.util.Set.of("relaycheck-1a"));
        assertEquals(Arrival.of(own).quoted(), java.util.Set.of());
        for (String quoting : List.of(
                "Subject: failure notice\r\n\r\n" + own,
                "Subject: Re: relay check relaycheck-1a\r\n\r\nx",
                "In-Reply-To: <relaycheck-1a@x>\r\nReferences: <relaycheck-1a@x>\r\n\r\nx",
                "Subject: x\n\nMessage-ID: <RelayCheck-1A@x>\n",
                "X-Original-Message-ID: <relaycheck-1a@x>\r\n\r\n")) {
            Arrival arrival = Arrival.of(quoting);
            assertEquals(arrival.own(), java.util.Set.of(), quoting);
            assertEquals(arrival.quoted(), java.util.Set.of("relaycheck-1a"), quoting);
        }
    }

    @Test
    void anAccountIsReadAsWritten() {
        MailAccount account = MailAccount.of("imaps://taro@example.net@imap.example.net:1993");
        assertEquals(new MailAccount(MailAccount.Protocol.IMAPS, "taro@example.net", "imap.example.net:1993"), account);
        assertEquals("a@b+c", MailAccount.of("pop3://a%40b+c@h").user());
        for (String wrong : List.of("imaps://h", "taro@h", "ftp://a@h", "pop3://a%4@h", "imap://a:b@h", "imap://@h")) {
            assertThrows(SyntaxError.class, () -> MailAccount.of(wrong), wrong);
        }
    }
}
