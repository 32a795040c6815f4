package org.sekisho.blocklist.zone;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.events.Counters;
import org.sekisho.events.Log;
import org.sekisho.events.SessionId;
import org.sekisho.net.Connection;
import org.sekisho.net.ConnectionLimits;
import org.sekisho.net.Deadlines;
import org.sekisho.net.Listener;

/// A small name server for the list: UDP and TCP on one address (RFC 7766).
public final class ZoneServer implements AutoCloseable {
    private static final int BUFFER = Responder.MAX_QUERY + 1; // octets; a longer packet is cut to this, and dropped
    private static final int PORT_TRIES = 20; // for a free port that is free for both
    private static final int MOST_QUERIES = 100; // of one connection
    private static final int LENGTH = 2; // octets before a message over TCP, RFC 1035 §4.2.2
    private static final Duration IDLE = Duration.ofSeconds(5); // RFC 7766 §6.2.3: a few seconds
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 100;
    private static final int CONNECTIONS_PER_ADDRESS = 10;

    private final Responder responder;
    private final QueryRate rate;
    private final Supplier<ZoneSettings> settings;
    private final Log log;
    private final Counters counters;
    private final Listener tcp;
    private final DatagramSocket udp;
    private final AtomicLong sessions = new AtomicLong();

    /// Binds both ports; nobody is answered before [#start].
    /// @param address port 0 takes any that is free for both
    /// @param settings those of now
    public ZoneServer(
            InetSocketAddress address,
            Supplier<ZoneSettings> settings,
            Blocklist list,
            Deadlines deadlines,
            InstantSource clock,
            Log log,
            Counters counters)
            throws IOException {
        this.responder = new Responder(list, settings, counters);
        this.rate = new QueryRate(clock);
        this.settings = settings;
        this.log = log;
        this.counters = counters;
        Bound bound = bind(address, deadlines);
        this.tcp = bound.tcp();
        this.udp = bound.udp();
    }

    private record Bound(Listener tcp, DatagramSocket udp) {}

    private Bound bind(InetSocketAddress address, Deadlines deadlines) throws IOException {
        for (int tries = 1; ; tries++) {
            var listener = new Listener(
                    new Listener.Settings("dnsbl", address, new byte[0]),
                    new ConnectionLimits(CONNECTIONS, CONNECTIONS_PER_ADDRESS),
                    deadlines,
                    () -> new SessionId("d" + Long.toString(sessions.incrementAndGet(), 36)),
                    this::serve,
                    log,
                    counters);
            try {
                return new Bound(listener, new DatagramSocket(listener.endpoint()));
            } catch (BindException e) {
                listener.close();
                if (address.getPort() != 0 || tries == PORT_TRIES) {
                    throw e;
                }
            } catch (IOException e) {
                listener.close();
                throw e;
            }
        }
    }

    public InetSocketAddress endpoint() {
        return tcp.endpoint();
    }

    public void start() {
        tcp.start();
        Thread.ofPlatform().daemon().name("dnsbl udp").start(this::answerAll);
    }

    private void answerAll() {
        byte[] buffer = new byte[BUFFER];
        while (!udp.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                answer(packet);
            } catch (SocketException e) {
                if (!udp.isClosed()) {
                    log.debug("dnsbl.udp", "why", e.toString()); // an answer that could not be sent
                }
            } catch (IOException e) {
                log.debug("dnsbl.udp", "why", e.toString());
            } catch (RuntimeException e) {
                counters.count("session_bugs", "service", "dnsbl");
                log.error("dnsbl.failed", e); // a bug: the next packet has nothing to do with it
            }
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        InetAddress client = packet.getAddress();
        if (packet.getPort() == 0 || !rate.admits(client, settings.get().perSecond())) {
            counters.count("dnsbl_queries", "result", "dropped");
            return;
        }
        byte[] query = Arrays.copyOf(packet.getData(), packet.getLength());
        Optional<byte[]> answer = responder.answer(query, client, true);
        if (answer.isPresent()) {
            udp.send(new DatagramPacket(answer.get(), answer.get().length, packet.getSocketAddress()));
        }
    }

    private void serve(Connection connection) throws IOException {
        connection.timeout(IDLE);
        connection.deadline(LONGEST);
        for (int queries = 0; queries < MOST_QUERIES; queries++) {
            byte[] length = new byte[LENGTH];
            if (!fill(connection, length)) {
                return;
            }
            byte[] query = new byte[(length[0] & 255) << 8 | (length[1] & 255)];
            if (query.length > Responder.MAX_QUERY || !fill(connection, query)) {
                return;
            }
            if (!rate.admits(connection.peerAddress(), settings.get().perSecond())) {
                counters.count("dnsbl_queries", "result", "dropped");
                return;
            }
            Optional<byte[]> answer = responder.answer(query, connection.peerAddress(), false);
            if (answer.isEmpty()) {
                return;
            }
            connection.write(ByteBuffer.allocate(LENGTH + answer.get().length)
                    .putShort((short) answer.get().length)
                    .put(answer.get())
                    .array());
            connection.flush();
        }
    }

    /// @return false when the client closed
    private static boolean fill(Connection connection, byte[] into) throws IOException {
        int filled = 0;
        while (filled < into.length) {
            int part = connection.read(into, filled, into.length - filled);
            if (part < 0) {
                return false;
            }
            filled += part;
        }
        return true;
    }

    @Override
    public void close() {
        udp.close();
        tcp.close();
    }
}
