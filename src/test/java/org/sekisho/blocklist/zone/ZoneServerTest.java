package org.sekisho.blocklist.zone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.Effect;
import org.sekisho.blocklist.Origin;
import org.sekisho.blocklist.Stage;
import org.sekisho.blocklist.Subject;
import org.sekisho.blocklist.Terms;
import org.sekisho.net.Deadlines;
import org.sekisho.testing.MemoryStore;
import org.sekisho.testing.RecordedEvents;
import org.sekisho.testing.SetClock;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// The list as other servers ask for it, over both transports.
final class ZoneServerTest {
    private static final Instant NOW = Instant.parse("2026-05-01T00:00:00Z");
    private static final String LISTED = "7.2.0.192.bl.test";
    private static final int PATIENCE = 20_000; // milliseconds, for an answer that will come

    private final SetClock clock = new SetClock(NOW);
    private final RecordedEvents events = new RecordedEvents();
    private final Deadlines deadlines = new Deadlines();
    private final AtomicInteger perSecond = new AtomicInteger(1_000);
    private ZoneServer server;

    @BeforeEach
    void start() throws Exception {
        Blocklist list = Blocklist.open(new MemoryStore(), clock, events);
        for (String subject : List.of("192.0.2.0/24", ".a.b")) {
            var terms = new Terms(
                    Effect.BLOCK,
                    Stage.AT_ONCE,
                    "x".repeat(Terms.MAX_REASON),
                    NOW,
                    Optional.empty(),
                    new Origin.ByHand("root"));
            list.add(List.of(new Blocklist.Wish(Subject.of(subject), terms)));
        }
        server = new ZoneServer(
                new InetSocketAddress(IpAddress.of("127.0.0.1"), 0),
                this::settings,
                list,
                deadlines,
                clock,
                events,
                events);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        deadlines.close();
    }

    private ZoneSettings settings() {
        return new ZoneSettings(
                List.of(Domain.of("bl.test")),
                Domain.of("ns.test"),
                Mailbox.of("hostmaster@mx.test"),
                Duration.ofMinutes(5),
                List.of(Network.of("127.0.0.0/8")),
                perSecond.get());
    }

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
    }

    private Socket connect() throws IOException {
        var socket =
                new Socket(server.endpoint().getAddress(), server.endpoint().getPort());
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    /// With its length before it, RFC 1035 §4.2.2.
    private static byte[] framed(byte[] message) {
        return ByteBuffer.allocate(2 + message.length)
                .putShort((short) message.length)
                .put(message)
                .array();
    }

    private static Message answer(Socket socket) throws IOException {
        var in = new DataInputStream(socket.getInputStream());
        return new Message(in.readNBytes(in.readUnsignedShort()));
    }

    private static void assertClosed(Socket socket) throws IOException {
        assertEquals(-1, socket.getInputStream().read());
    }

    @Test
    void severalQueriesOfOneConnectionAreAnsweredInTheirOrder() throws IOException {
        List<Message> queries = new ArrayList<>();
        var together = new ByteArrayOutputStream();
        for (int i = 0; i < 20; i++) {
            Message query = query(i % 2 == 0 ? LISTED : "7.3.0.192.bl.test", Type.A);
            queries.add(query);
            together.writeBytes(framed(query.toWire()));
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(together.toByteArray());
            for (int i = 0; i < queries.size(); i++) {
                Message answer = answer(socket);
                assertEquals(
                        queries.get(i).getHeader().getID(), answer.getHeader().getID());
                assertEquals(i % 2 == 0 ? Rcode.NOERROR : Rcode.NXDOMAIN, answer.getRcode());
            }
        }
    }

    @Test
    void aQueryMayComeOctetByOctet() throws IOException {
        try (Socket socket = connect()) {
            socket.setTcpNoDelay(true);
            for (byte octet : framed(query(LISTED, Type.A).toWire())) {
                socket.getOutputStream().write(octet);
            }
            assertEquals(1, answer(socket).getSection(Section.ANSWER).size());
        }
    }

    /// Over UDP an answer many times as long as its query is cut and marked; the asker comes again over TCP and gets
    /// it whole.
    @Test
    void whatIsCutShortOverUdpIsWholeOverTcp() throws IOException {
        Message query = query("a.b.bl.test", Type.TXT);
        try (var socket = udp("127.0.0.1")) {
            Message cut = ask(socket, query);
            assertTrue(cut.getHeader().getFlag(Flags.TC));
            assertEquals(0, cut.getSection(Section.ANSWER).size());
            assertEquals(Rcode.NOERROR, cut.getRcode());
            assertFalse(ask(socket, query("a.b.bl.test", Type.A)).getHeader().getFlag(Flags.TC));
        }
        try (Socket socket = connect()) {
            socket.getOutputStream().write(framed(query.toWire()));
            Message whole = answer(socket);
            assertFalse(whole.getHeader().getFlag(Flags.TC));
            assertEquals(
                    "x".repeat(Terms.MAX_REASON),
                    whole.getSection(Section.ANSWER).getFirst().rdataToString());
        }
    }

    @Test
    void whatIsNoQueryEndsTheConnection() throws IOException {
        byte[] answer = query(LISTED, Type.A).toWire();
        answer[2] |= (byte) 0x80;
        for (byte[] octets : List.of(
                framed(new byte[0]),
                framed(new byte[11]),
                new byte[] {(byte) ((Responder.MAX_QUERY + 1) >> 8), (byte) (Responder.MAX_QUERY + 1)},
                new byte[] {-1, -1},
                framed(answer))) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(octets);
                assertClosed(socket);
            }
        }
        try (Socket socket = connect()) { // the longest there may be: not understood, but heard
            socket.getOutputStream().write(framed(new byte[Responder.MAX_QUERY]));
            assertEquals(Rcode.FORMERR, answer(socket).getRcode());
        }
        try (Socket socket = connect()) { // gone in the middle of one
            socket.getOutputStream().write(new byte[] {0, 40, 1});
            socket.shutdownOutput();
            assertClosed(socket);
        }
    }

    @Test
    void aConnectionHasAnEnd() throws IOException {
        byte[] query = framed(query(LISTED, Type.A).toWire());
        try (Socket socket = connect()) {
            for (int i = 0; i < 100; i++) {
                socket.getOutputStream().write(query);
                assertEquals(Rcode.NOERROR, answer(socket).getRcode());
            }
            assertClosed(socket);
        }
    }

    /// Ten at once for one address: an eleventh is turned away, until one of them has gone.
    @Test
    void noAddressHasMoreThanItsConnections() throws Exception {
        byte[] query = framed(query(LISTED, Type.A).toWire());
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                Socket socket = connect();
                sockets.add(socket);
                socket.getOutputStream().write(query);
                answer(socket);
            }
            try (Socket socket = connect()) {
                assertClosed(socket);
            }
            sockets.removeFirst().close();
            assertTrue(isServedAgain(query));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /// The server sees only a moment later that the other side has closed.
    private boolean isServedAgain(byte[] query) throws IOException {
        for (int tries = 0; tries < 5_000; tries++) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(query);
                if (socket.getInputStream().read() >= 0) {
                    return true;
                }
            } catch (IOException _) {
                // turned away while we wrote
            }
        }
        return false;
    }

    private DatagramSocket udp(String source) throws IOException {
        var socket = new DatagramSocket(new InetSocketAddress(IpAddress.of(source), 0));
        socket.setSoTimeout(PATIENCE);
        return socket;
    }

    private void send(DatagramSocket socket, Message query) throws IOException {
        byte[] octets = query.toWire();
        socket.send(new DatagramPacket(octets, octets.length, server.endpoint()));
    }

    private Message ask(DatagramSocket socket, Message query) throws IOException {
        send(socket, query);
        return received(socket);
    }

    private static Message received(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[2_000], 2_000);
        socket.receive(packet);
        return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    /// What is over it is dropped without a word, over UDP and TCP together; others are answered, and in the next
    /// second everybody is.
    @Test
    void aClientIsAnsweredSoOftenInASecond() throws IOException {
        perSecond.set(5);
        try (var one = udp("127.0.0.1");
                var other = udp("127.0.0.2")) {
            for (int i = 0; i < 5; i++) {
                assertEquals(Rcode.NOERROR, ask(one, query(LISTED, Type.A)).getRcode());
            }
            send(one, query(LISTED, Type.A));
            assertEquals(Rcode.NOERROR, ask(other, query(LISTED, Type.A)).getRcode());
            one.setSoTimeout(1); // packets are answered one after another: this one's turn is over
            assertThrows(SocketTimeoutException.class, () -> received(one));
            one.setSoTimeout(PATIENCE);
            try (Socket socket = connect()) {
                socket.getOutputStream().write(framed(query(LISTED, Type.A).toWire()));
                assertClosed(socket);
            }
            clock.advance(Duration.ofSeconds(1));
            assertEquals(Rcode.NOERROR, ask(one, query(LISTED, Type.A)).getRcode());
        }
    }

    @Test
    void overTcpAsWell() throws IOException {
        perSecond.set(3);
        byte[] query = framed(query(LISTED, Type.A).toWire());
        try (Socket socket = connect()) {
            for (int i = 0; i < 3; i++) {
                socket.getOutputStream().write(query);
                assertEquals(Rcode.NOERROR, answer(socket).getRcode());
            }
            socket.getOutputStream().write(query);
            assertClosed(socket);
        }
    }

    @Test
    void allTogetherAreAnsweredSoOften() {
        var rate = new QueryRate(clock);
        int admitted = 0;
        for (int i = 0; i < 50_000; i++) {
            admitted += rate.admits(IpAddress.of("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256), 2) ? 1 : 0;
        }
        assertEquals(200, admitted, "as 100 clients at their full rate");
        clock.advance(Duration.ofSeconds(1));
        assertTrue(rate.admits(IpAddress.of("10.0.0.1"), 2));
    }

    /// Of IPv6 a client has a whole /64.
    @Test
    void anIpv6ClientIsItsNetwork() {
        var rate = new QueryRate(clock);
        assertTrue(rate.admits(IpAddress.of("2001:db8::1"), 1));
        assertFalse(rate.admits(IpAddress.of("2001:db8::ffff"), 1));
        assertTrue(rate.admits(IpAddress.of("2001:db8:0:1::1"), 1));
    }
}
