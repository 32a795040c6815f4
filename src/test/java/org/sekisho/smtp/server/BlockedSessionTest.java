package org.sekisho.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.Service;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Network;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.BlocklistException;
import org.sekisho.blocklist.Doorkeeper;
import org.sekisho.blocklist.Effect;
import org.sekisho.blocklist.Entry;
import org.sekisho.blocklist.Household;
import org.sekisho.blocklist.Offence;
import org.sekisho.blocklist.Origin;
import org.sekisho.blocklist.Rule;
import org.sekisho.blocklist.Stage;
import org.sekisho.blocklist.Subject;
import org.sekisho.blocklist.Terms;
import org.sekisho.testing.SetClock;

/// What those hear whom the blocklist names.
final class BlockedSessionTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final String STRANGER = "192.0.2.9";

    @TempDir
    Path folder;

    private final SetClock clock = new SetClock(NOW);
    private SmtpHouse house;
    private Blocklist list;
    private boolean submission = true;

    @BeforeEach
    void open() throws IOException, GeneralSecurityException {
        house = new SmtpHouse(folder);
        list = Blocklist.open(house.store, clock, house.events);
        var rules = List.of(
                new Rule(Offence.RELAY_REFUSED, 2, Duration.ofMinutes(10), Duration.ofHours(1)),
                new Rule(Offence.SYNTAX, 3, Duration.ofMinutes(10), Duration.ofHours(1)));
        var household = new Household(
                List.of(new Household.Kin(Network.of("192.0.2.128/25"), "a trusted network")), List::of, _ -> false);
        house.door = new Doorkeeper(
                list,
                () -> new Doorkeeper.Settings(submission, "postmaster@mx.example.test", rules),
                () -> household,
                clock,
                house.events,
                house.events);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Entry put(String subject, Effect effect, Stage stage) throws BlocklistException {
        var terms = new Terms(effect, stage, "sends spam", NOW, Optional.empty(), new Origin.ByHand("root"));
        return list.add(List.of(new Blocklist.Wish(Subject.of(subject), terms)))
                .getFirst()
                .entry();
    }

    private Entry block(String subject) throws BlocklistException {
        return put(subject, Effect.BLOCK, Stage.AT_ONCE);
    }

    /// A client whose address another host told.
    private SmtpClient stranger(String address) throws IOException {
        var settings = SmtpHouse.settings(Service.SMTP).withXclientHosts(List.of(Network.of("127.0.0.0/8")));
        var client = new SmtpClient(house.listen(settings).endpoint());
        client.hello();
        client.raw("XCLIENT ADDR=" + address + "\r\n");
        return client;
    }

    /// RFC 5321 §3.1.
    @Test
    void aBlockedClientHears554AndMayOnlyQuit() throws Exception {
        Entry entry = block("127.0.0.0/8");
        var client = house.connect(Service.SMTP);
        client.expect("554 mx.example.test 127.0.0.1 is refused here (" + entry.id()
                + ": sends spam), ask postmaster@mx.example.test");
        client.send("EHLO client.test", "503 5.5.1")
                .send("MAIL FROM:<a@b.test>", "503")
                .send("nonsense", "503");
        client.send("quit", "221").expectEnd();
        assertTrue(house.events.lines().stream()
                .anyMatch(line -> line.contains("smtp.blocked") && line.contains(entry.id())));
        assertEquals(1, house.events.counted("blocklist_refused"));
    }

    @Test
    void anEntryEndsSessionsThatCameBeforeIt() throws Exception {
        var client = house.connect(Service.SMTP);
        client.hello();
        client.send("MAIL FROM:<a@b.test>", "250").send("RSET", "250");
        block("127.0.0.1");
        client.send("MAIL FROM:<a@b.test>", "554 5.7.1")
                .send("MAIL FROM:<a@b.test>", "503")
                .send("QUIT", "221");
    }

    @Test
    void sendersAndIntroductionsAreRefusedAtMail() throws Exception {
        block(".spam.example");
        block("x@mail.example");
        block("bot.example");
        var client = house.connect(Service.SMTP);
        client.hello();
        client.send("MAIL FROM:<a@www.spam.example>", "550 5.7.1")
                .send("MAIL FROM:<X@mail.example>", "550 5.7.1")
                .send("MAIL FROM:<>", "250")
                .send("RSET", "250")
                .send("HELO bot.example", "250")
                .send("MAIL FROM:<y@mail.example>", "550 5.7.1 bot.example");
        put("127.0.0.1", Effect.ALLOW, Stage.AT_ONCE);
        client.send("MAIL FROM:<y@mail.example>", "250");
    }

    /// RFC 5321 §4.5.1: postmaster can be reached.
    @Test
    void atRcptPostmasterAndAbuseAreStillReached() throws Exception {
        put("127.0.0.1", Effect.BLOCK, Stage.AT_RCPT);
        var client = house.connect(Service.SMTP);
        client.hello();
        client.send("MAIL FROM:<a@b.test>", "250").send("RCPT TO:<alice@example.test>", "550 5.7.1 127.0.0.1");
        client.raw("RCPT TO:<postmaster@example.test>\r\n");
        String reply = client.reply();
        assertTrue(!reply.contains("is refused here"), reply);
        client.raw("RCPT TO:<Postmaster>\r\n");
        reply = client.reply();
        assertTrue(!reply.contains("is refused here"), reply);
    }

    @Test
    void usersAreRefusedByAddressBeforeTheyLogInAndNeverAfter() throws Exception {
        var before = house.connect(Service.SUBMISSION);
        before.login();
        block("127.0.0.1");
        block("example.test");
        before.send("MAIL FROM:<alice@example.test>", "250");
        house.connect(Service.SUBMISSION).expect("554 ");
        submission = false;
        house.connect(Service.SUBMISSION).expect("220 ");
    }

    @Test
    void lmtpKnowsNoBlocklist() throws Exception {
        block("127.0.0.1");
        house.connect(Service.LMTP).expect("220 ");
    }

    @Test
    void aRuleBlocksWhoTriesTooOften() throws Exception {
        var client = stranger(STRANGER).hello();
        client.send("MAIL FROM:<a@b.test>", "250")
                .send("RCPT TO:<a@elsewhere.test>", "550")
                .send("RCPT TO:<b@elsewhere.test>", "550")
                .send("RSET", "250")
                .send("MAIL FROM:<a@b.test>", "554 5.7.1 192.0.2.9");
        Entry entry = list.covering(IpAddress.of(STRANGER)).getFirst();
        assertTrue(entry.terms().origin() instanceof Origin.ByRule(var rule, var count, var session)
                && rule.equals("relay-refused")
                && count == 2
                && !session.isEmpty());
        clock.advance(Duration.ofHours(1));
        assertEquals(List.of(), list.covering(IpAddress.of(STRANGER)));
    }

    /// Every form of "relaying denied" counts.
    @Test
    void aRuleCountsWaysRoundAboutAsWell() throws Exception {
        stranger(STRANGER)
                .hello()
                .send("MAIL FROM:<a@b.test>", "250")
                .send("RCPT TO:<way%elsewhere.test@example.test>", "550 5.7.1")
                .send("RCPT TO:<b@[203.0.113.200]>", "550 5.7.1")
                .send("RSET", "250")
                .send("MAIL FROM:<a@b.test>", "554 5.7.1 192.0.2.9");
    }

    @Test
    void aRuleBlocksASixtyFourOfIpv6() throws Exception {
        var client = stranger("IPV6:2001:db8:0:7::1").hello();
        client.send("GARBAGE", "500").send("GARBAGE", "500").send("GARBAGE", "500");
        assertEquals(
                "2001:db8:0:7::/64",
                list.covering(IpAddress.of("2001:db8:0:7::2"))
                        .getFirst()
                        .subject()
                        .toString());
    }

    @Test
    void rulesLeaveTheHouseholdAndExceptedClientsAlone() throws Exception {
        put("192.0.2.9", Effect.ALLOW, Stage.AT_ONCE);
        for (String address : List.of("192.0.2.200", "127.0.0.1", STRANGER)) {
            var client = stranger(address).hello();
            client.send("GARBAGE", "500")
                    .send("GARBAGE", "500")
                    .send("GARBAGE", "500")
                    .send("GARBAGE", "500");
        }
        assertEquals(1, list.size());
    }
}
