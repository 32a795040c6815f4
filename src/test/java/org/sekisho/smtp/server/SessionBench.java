package org.sekisho.smtp.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.sekisho.accounts.SaslLogin;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.blocklist.Door;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.events.SessionId;
import org.sekisho.net.ConnectionLimits;
import org.sekisho.net.Deadlines;
import org.sekisho.net.Listener;
import org.sekisho.net.SelfSigned;
import org.sekisho.net.TlsIdentity;
import org.sekisho.queue.Queue;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.QueueId;
import org.sekisho.testing.MemoryStore;

/// Serves SMTP on a port with nothing behind it, to measure the session alone with a load tool:
/// `java -cp … org.sekisho.smtp.server.SessionBench 2525 [SUBMISSIONS]`, then
/// `smtp-source -s 50 -l 4096 -m 20000 -f a@example.net -t bob@example.test 127.0.0.1:2525`.
final class SessionBench {
    private SessionBench() {}

    public static void main(String[] arguments) throws Exception {
        var taken = new AtomicLong();
        var ids = new AtomicLong();
        var service = arguments.length > 1 ? Service.valueOf(arguments[1]) : Service.SMTP;
        var settings = SmtpSettings.of(service, Domain.of("mx.example.test"), ZoneId.of("Asia/Tokyo"));
        var silence = new Silence();
        var parts = new SmtpService.Parts(
                new SmallGate(),
                Door.OPEN,
                Capacity.ENDLESS,
                new Bin(taken),
                new MemoryStore(),
                new SaslLogin(new OnePassword(), "mx.example.test", new SecureRandom()),
                Optional.of(identity(silence)),
                InstantSource.system(),
                new SecureRandom(),
                silence,
                silence);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        var listener = new Listener(
                new Listener.Settings("smtp", address, SmtpService.refusal(settings)),
                new ConnectionLimits(5000, 5000),
                new Deadlines(),
                () -> new SessionId("s" + ids.incrementAndGet()),
                new SmtpService(settings, parts),
                silence,
                silence);
        listener.start();
        long before = 0;
        while (true) {
            Thread.sleep(1000);
            long now = taken.get();
            if (now != before) {
                System.out.println(now - before + " messages/s");
            }
            before = now;
        }
    }

    private static TlsIdentity identity(Silence silence) throws Exception {
        var folder = Files.createTempDirectory("session-bench");
        SelfSigned.write(folder.resolve("c"), folder.resolve("k"), List.of("mx.example.test"), Instant.now());
        return TlsIdentity.load(folder.resolve("c"), folder.resolve("k"), silence);
    }

    /// Takes messages and throws them away.
    private record Bin(AtomicLong taken) implements Queue {
        @Override
        public QueueId accept(Submission submission) {
            return new QueueId("Q" + taken.incrementAndGet());
        }

        @Override
        public Optional<QueueEntry> find(QueueId id) {
            return Optional.empty();
        }
    }

    private static final class Silence implements Log, Counters {
        @Override
        public void debug(String event, Object... fields) {}

        @Override
        public void info(String event, Object... fields) {}

        @Override
        public void warn(String event, Object... fields) {}

        @Override
        public void error(String event, Throwable cause, Object... fields) {
            cause.printStackTrace();
        }

        @Override
        public void count(String name, String... tags) {}

        @Override
        public void count(String name, long amount, String... tags) {}

        @Override
        public <T> void gauge(String name, T subject, ToDoubleFunction<T> value, String... tags) {}

        @Override
        public void time(String name, Duration duration, String... tags) {}
    }
}
