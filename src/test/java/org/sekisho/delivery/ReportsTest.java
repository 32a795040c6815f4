package org.sekisho.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.sekisho.queue.Dsn;
import org.sekisho.queue.Dsn.Notify;
import org.sekisho.queue.Envelope;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.Recipient;
import org.sekisho.store.StorageException;
import org.sekisho.testing.PostOffice;
import org.sekisho.testing.ScriptedSmtpServer;

/// Who is told what. RFC 3461, RFC 3464, RFC 5321 §4.5.5.
final class ReportsTest {
    private static final String ALICE = "alice@example.test";
    private static final String BODY = "Subject: quarterly\r\n\r\nThe body.\r\n";
    private static final Set<Notify> USUAL = Dsn.ForRecipient.DEFAULT.notifyOn();
    private static final Set<Notify> NEVER = Set.of();
    private static final Set<Notify> ALL = Set.of(Notify.SUCCESS, Notify.FAILURE, Notify.DELAY);

    private final DeliveryHouse house = new DeliveryHouse();
    private final ScriptedSmtpServer server = ScriptedSmtpServer.start((command, _) -> switch (command) {
        case "RCPT TO:<never@far.example>" -> Optional.of("550 5.1.1 no such user");
        case "RCPT TO:<later@far.example>" -> Optional.of("450 4.2.2 full");
        default -> Optional.empty();
    });
    private final ScriptedSmtpServer knowsDsn = ScriptedSmtpServer.polite("DSN");

    ReportsTest() throws Exception {}

    @BeforeEach
    void routes() {
        house.route("far.example", server).route("dsn.example", knowsDsn);
    }

    @AfterEach
    void close() throws Exception {
        house.close();
        server.close();
        knowsDsn.close();
    }

    private Recipient recipient(String to, Set<Notify> notifyOn) {
        var dsn = new Dsn.ForRecipient(notifyOn, Optional.of("rfc822;orig-" + to));
        return house.office.recipient(house.office.neighbour(), ALICE, to, dsn);
    }

    private void send(Envelope envelope, Recipient... recipients) {
        house.queue.accept(house.office.mail(envelope, List.of(recipients), BODY));
        house.run();
    }

    private static Envelope from(String from, Optional<Dsn.Ret> ret) {
        return new Envelope(PostOffice.path(from), false, false, new Dsn.ForMessage(ret, Optional.of("env-7")), true);
    }

    private void send(String to, Set<Notify> notifyOn) {
        send(from(ALICE, Optional.empty()), recipient(to, notifyOn));
    }

    private List<String> told() {
        return house.inbox(house.office.alice);
    }

    private String report() {
        assertEquals(1, told().size(), told()::toString);
        return told().getFirst();
    }

    private static void assertContains(String text, String... lines) {
        for (String line : lines) {
            assertTrue(text.contains("\r\n" + line + "\r\n"), line + " in\n" + text);
        }
    }

    @Nested
    class Failures {
        @Test
        void theSenderIsToldWithTheWholeMessage() {
            send("never@far.example", USUAL);
            String report = report();
            assertTrue(report.startsWith("Return-Path: <>\r\nDelivered-To: alice@example.test\r\n"), report);
            assertContains(
                    report,
                    "To: <alice@example.test>",
                    "Auto-Submitted: auto-replied",
                    "Reporting-MTA: dns; mx.example.test",
                    "Original-Envelope-Id: env-7",
                    "Original-Recipient: rfc822; orig-never@far.example",
                    "Final-Recipient: rfc822; never@far.example",
                    "Action: failed",
                    "Status: 5.1.1",
                    "Remote-MTA: dns; 127.0.0.1",
                    "The body.");
            assertEquals(0, house.queue.statistics().total());
        }

        @Test
        void onlyTheHeaderWhenThatWasAsked() {
            send(from(ALICE, Optional.of(Dsn.Ret.HDRS)), recipient("never@far.example", USUAL));
            assertContains(report(), "Subject: quarterly");
            assertFalse(report().contains("The body."));
        }

        @Test
        void oneReportForAllOfOneAttempt() {
            send(
                    from(ALICE, Optional.empty()),
                    recipient("never@far.example", USUAL),
                    recipient("bob@nowhere.example", USUAL));
            assertContains(
                    report(),
                    "Final-Recipient: rfc822; never@far.example",
                    "Final-Recipient: rfc822; bob@nowhere.example");
        }

        @Test
        void nobodyIsToldWhoDoesNotWantToBe() {
            send("never@far.example", NEVER);
            send("never@far.example", Set.of(Notify.SUCCESS, Notify.DELAY));
            assertEquals(List.of(), told());
            assertEquals(0, house.queue.statistics().total());
        }

        @Test
        void noReportAboutAReport() {
            send(from("", Optional.empty()), recipient("never@far.example", ALL));
            assertEquals(List.of(), house.queued());
            assertEquals(1, house.office.events.counted("delivery_unreported"));
        }

        /// Invariant I8: its sender held no pass and passed no check, so it may be anybody.
        @Test
        void noReportToASenderWhoMayBeForged() {
            var forged =
                    new Envelope(PostOffice.path("victim@far.example"), false, false, Dsn.ForMessage.DEFAULT, false);
            send(forged, recipient("never@far.example", ALL));
            assertEquals(List.of(), house.queued());
            assertEquals(0, server.messages().size());
        }

        @Test
        void aSenderElsewhereGetsItsReportByItsOwnServer() {
            send(from("sender@dsn.example", Optional.empty()), recipient("never@far.example", USUAL));
            assertEquals(1, knowsDsn.messages().size());
            assertEquals(1, knowsDsn.heard("MAIL FROM:<>"));
            assertEquals(1, knowsDsn.heard("RCPT TO:<sender@dsn.example> NOTIFY=NEVER"));
            assertEquals(0, house.queue.statistics().total());
        }

        @Test
        void aReportThatCannotBeDeliveredEndsWithoutAnother() {
            send(from("never@far.example", Optional.empty()), recipient("never@far.example", USUAL));
            assertEquals(0, house.queue.statistics().total());
            assertEquals(1, house.office.events.counted("delivery_reports"));
        }

        @Test
        void aReportWaitsForItsBudgetAndTheFailureWithIt() {
            house.office.limitReports(1);
            send(from("sender@dsn.example", Optional.empty()), recipient("never@far.example", USUAL));
            send(
                    from("sender@dsn.example", Optional.empty()),
                    recipient("never@far.example", USUAL),
                    recipient("quiet@nowhere.example", NEVER));
            assertEquals(1, knowsDsn.messages().size());
            QueueEntry waiting = house.only();
            assertTrue(DeliveryHouse.status(waiting).startsWith("pending: 4.3.0"), waiting::toString);
            assertTrue(
                    waiting.recipients().getLast().status() instanceof Recipient.Status.Failed, "nobody has to know");
            house.after(Duration.ofHours(2));
            assertEquals(2, knowsDsn.messages().size());
            assertEquals(0, house.queue.statistics().total());
        }
    }

    /// A report that cannot be written waits, and what was sent is written down all the same.
    @Test
    void aFullDiskDoesNotMakeAnythingBeSentTwice() throws Exception {
        var full = new CountDownLatch(1);
        try (var filling = ScriptedSmtpServer.start((command, _) -> {
            if (command.startsWith("RCPT TO:<never")) {
                return Optional.of("550 5.1.1 no such user");
            }
            if (command.equals("MESSAGE")) {
                house.office.store.fail(Optional.of(StorageException.Kind.FULL));
                full.countDown();
            }
            return Optional.empty();
        })) {
            house.route("disk.example", filling);
            Thread person = Thread.ofVirtual().start(() -> {
                try {
                    full.await();
                    while (house.logged("delivery.report-later") == 0) {
                        Thread.sleep(5);
                    }
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                house.office.store.fail(Optional.empty());
            });
            send(
                    from(ALICE, Optional.empty()),
                    recipient("bob@disk.example", USUAL),
                    recipient("never@disk.example", USUAL));
            person.join();
            assertEquals(1, house.queue.statistics().deferred());
            house.after(Duration.ofHours(1));
            assertEquals(1, filling.messages().size());
            assertContains(report(), "Final-Recipient: rfc822; never@disk.example");
            assertEquals(0, house.queue.statistics().total());
        }
    }

    @Nested
    class Successes {
        @Test
        void deliveryIsToldToWhoeverAsked() {
            send(ALICE, Set.of(Notify.SUCCESS));
            assertEquals(2, told().size(), "her copy, and the report");
            assertContains(told().getLast(), "Action: delivered", "Status: 2.0.0", "Subject: quarterly");
            assertFalse(told().getLast().contains("The body."), "RFC 3461 §4.3: only failures return the whole");
        }

        @Test
        void handingOnToAServerWithoutDsnIsRelayed() {
            send("bob@far.example", ALL);
            assertContains(report(), "Action: relayed", "Final-Recipient: rfc822; bob@far.example");
        }

        @Test
        void aServerWithDsnTellsItself() {
            send("bob@dsn.example", ALL);
            assertEquals(List.of(), told());
            assertEquals(1, knowsDsn.heard("RCPT TO:<bob@dsn.example> NOTIFY=DELAY,FAILURE,SUCCESS"));
        }

        @Test
        void nobodyIsToldWhoDidNotAsk() {
            send("bob@far.example", USUAL);
            send("bob@far.example", NEVER);
            assertEquals(List.of(), told());
        }
    }

    @Nested
    class Delays {
        @Test
        void aDelayIsToldOnceAndTheEndAfterIt() {
            send("later@far.example", USUAL);
            house.after(Duration.ofHours(3));
            assertEquals(List.of(), told());
            house.after(Duration.ofHours(1));
            assertContains(
                    report(), "Action: delayed", "Status: 4.2.2", "Will-Retry-Until: Mon, 6 Apr 2026 00:00:00 +0000");
            for (int i = 0; i < 28; i++) {
                house.after(Duration.ofHours(4));
                assertEquals(1, told().size(), "once");
                assertEquals(1, house.queue.statistics().total());
            }
            house.after(Duration.ofHours(4)); // 120 hours: five days
            assertEquals(2, told().size());
            assertContains(told().getLast(), "Action: failed", "Status: 5.4.7");
            assertTrue(told().getLast().contains("450 4.2.2 full"), told().getLast());
            assertEquals(0, house.queue.statistics().total());
        }

        @Test
        void nobodyIsToldWhoDoesNotWantToBe() {
            send("later@far.example", Set.of(Notify.FAILURE));
            send("later@far.example", NEVER);
            house.after(Duration.ofHours(5));
            assertEquals(List.of(), told());
            house.after(Duration.ofDays(5));
            assertEquals(1, told().size(), "of the failure, who asked for that");
        }

        @Test
        void theLastAttemptIsMadeWhenTheLifetimeEnds() {
            send("later@far.example", USUAL);
            QueueEntry entry = house.only();
            while (house.queue.statistics().total() == 1) {
                entry = house.only();
                house.after(Duration.between(house.office.clock.instant(), entry.due()));
            }
            assertEquals(PostOffice.START.plus(Duration.ofDays(5)), entry.due());
        }

        @Test
        void aReportIsGivenUpSooner() {
            send(from("later@far.example", Optional.empty()), recipient("never@far.example", USUAL));
            assertEquals(1, house.queue.statistics().total());
            house.after(Duration.ofHours(47));
            assertEquals(1, house.queue.statistics().total());
            house.after(Duration.ofHours(1));
            assertEquals(0, house.queue.statistics().total());
        }
    }
}
