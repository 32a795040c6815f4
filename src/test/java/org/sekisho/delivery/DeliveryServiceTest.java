package org.sekisho.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.sekisho.queue.DurableQueue.Choice;
import org.sekisho.store.Batch;
import org.sekisho.store.Partition;
import org.sekisho.store.Row;
import org.sekisho.store.StorageException;
import org.sekisho.testing.Await;
import org.sekisho.testing.ScriptedSmtpServer;

/// The threads that take messages out of the queue.
final class DeliveryServiceTest {
    private static final String FROM = "alice@example.test";
    private static final Choice ALL = new Choice(Optional.empty(), _ -> true);

    @Test
    void whatIsAcceptedGoesOutByItself() throws Exception {
        try (var house = new DeliveryHouse();
                var server = ScriptedSmtpServer.polite();
                var service = house.service()) {
            house.route("far.example", server);
            service.start();
            for (int i = 0; i < 100; i++) {
                house.mail(FROM, "bob" + i + "@far.example", FROM);
            }
            Await.until("all are sent", () -> house.queue.statistics().total() == 0);
            assertEquals(100, server.messages().size());
            assertEquals(100, house.inbox(house.office.alice).size());
            assertTrue(server.heard("CONNECT") <= 10);
        }
    }

    @Test
    void aSlowDestinationLeavesRoomForTheOthers() throws Exception {
        var open = new CountDownLatch(1);
        try (var house = new DeliveryHouse();
                var quick = ScriptedSmtpServer.polite();
                var slow = ScriptedSmtpServer.start((command, _) -> {
                    Await.open(open);
                    return Optional.empty();
                });
                var service = house.service()) {
            house.route("slow.example", slow).route("quick.example", quick);
            service.start();
            var many = house.office.mail(FROM, "bob@slow.example");
            for (int i = 0; i < 2_200; i++) {
                house.queue.accept(house.office.mail(many.envelope(), many.recipients(), "Subject: x\r\n\r\n"));
            }
            house.mail(FROM, "carol@quick.example");
            Await.until("the other is sent", () -> {
                house.office.clock.advance(Duration.ofMillis(10)); // those that were put back wait for their time
                return quick.messages().size() == 1;
            });
            open.countDown();
            Await.until("a crowd moves on", () -> {
                house.office.clock.advance(Duration.ofMillis(10));
                return slow.messages().size() == 2_200;
            });
        }
    }

    @Test
    void aStoreThatFailsForAWhileStopsNothingForGood() throws Exception {
        try (var house = new DeliveryHouse();
                var server = ScriptedSmtpServer.polite();
                var service = house.service()) {
            house.route("far.example", server);
            house.mail(FROM, "bob@far.example");
            house.queue.hold(ALL, "wait");
            house.queue.release(ALL);
            house.office.store.fail(Optional.of(StorageException.Kind.UNAVAILABLE));
            service.start();
            Await.until("it is told", () -> house.logged("delivery.dispatch") > 0);
            house.office.store.fail(Optional.empty());
            house.office.clock.advance(Duration.ofSeconds(2));
            Await.until("it is sent", () -> server.messages().size() == 1);
        }
    }

    /// One message that cannot be tried, whatever the reason, is put aside for a while.
    @Test
    void aMessageWhoseBodyIsGoneDoesNotKeepTheOthers() throws Exception {
        try (var house = new DeliveryHouse();
                var server = ScriptedSmtpServer.polite();
                var service = house.service()) {
            house.route("far.example", server);
            house.mail(FROM, "bob@far.example");
            var lost = house.only();
            house.office.store.commit(Batch.in(new Partition("any"))
                    .put(Row.of("x"), new byte[0])
                    .release(lost.body(), "queue/" + lost.id()));
            house.mail(FROM, "carol@far.example");
            service.start();
            Await.until("the other is sent", () -> server.messages().size() == 1);
            Await.until(
                    "the other has left the queue",
                    () -> house.queue.statistics().total() == 1);
            Await.until(
                    "it is deferred", () -> DeliveryHouse.status(house.only()).startsWith("pending: 4.3.0"));
            house.office.clock.advance(Duration.ofDays(5));
            Await.until(
                    "its sender is told in the end",
                    () -> house.inbox(house.office.alice).toString().contains("Status: 5.4.7"));
        }
    }

    @Test
    void anEndWaitsForWhatIsUnderWay() throws Exception {
        var open = new CountDownLatch(1);
        try (var house = new DeliveryHouse();
                var server = ScriptedSmtpServer.start((command, _) -> {
                    if (command.equals("MESSAGE")) {
                        Await.open(open);
                    }
                    return Optional.empty();
                })) {
            var service = house.service();
            house.route("far.example", server);
            house.mail(FROM, "bob@far.example");
            service.start();
            Await.until("it is under way", () -> server.heard("DATA") == 1);
            Thread end = Thread.ofVirtual().start(service::close);
            assertTrue(!end.join(Duration.ofMillis(50)));
            open.countDown();
            end.join();
            assertEquals(0, house.queue.statistics().total());
        }
    }
}
