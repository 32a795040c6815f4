package org.sekisho.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sekisho.events.SessionId;
import org.sekisho.testing.RecordedEvents;

final class ListenerTest {
    private static final byte[] REFUSAL = "421 too many\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final RecordedEvents events = new RecordedEvents();
    private final Deadlines deadlines = new Deadlines(Duration.ofMillis(20));
    private final AtomicLong ids = new AtomicLong();
    private final List<AutoCloseable> toClose = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var each : toClose.reversed()) {
            each.close();
        }
        deadlines.close();
    }

    private Listener listen(String address, ConnectionLimits limits, boolean proxied, Listener.Handler handler)
            throws IOException {
        var at = new InetSocketAddress(InetAddress.ofLiteral(address), 0);
        var listener = new Listener(
                new Listener.Settings("smtp", at, _ -> proxied, REFUSAL),
                limits,
                deadlines,
                () -> new SessionId("s" + ids.incrementAndGet()),
                handler,
                events,
                events);
        listener.start();
        toClose.add(listener);
        return listener;
    }

    private Socket connect(Listener listener) throws IOException {
        var socket = new Socket();
        toClose.add(socket);
        socket.connect(listener.endpoint());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static String line(Socket socket) throws IOException {
        var line = new StringBuilder();
        for (int c = socket.getInputStream().read();
                c >= 0;
                c = socket.getInputStream().read()) {
            line.append((char) c);
            if (c == '\n') {
                break;
            }
        }
        return line.toString();
    }

    /// Says who it thinks the peer is, then waits.
    private static void greet(Connection connection) throws IOException {
        String hello = SessionId.CURRENT.get() + " " + connection.peerAddress().getHostAddress() + "\r\n";
        connection.write(hello.getBytes(StandardCharsets.US_ASCII));
        try {
            while (true) {
                connection.readCommand(100);
            }
        } catch (Stopping _) {
            connection.write("421 stop\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void servesBothFamilies(String address) throws IOException {
        var listener = listen(address, new ConnectionLimits(10, 10), false, ListenerTest::greet);
        var expected = InetAddress.ofLiteral(address).getHostAddress();
        assertEquals("s1 " + expected + "\r\n", line(connect(listener)));
    }

    @Test
    void oneSocketServesBothFamilies() throws IOException {
        var listener = listen("::", new ConnectionLimits(10, 10), false, ListenerTest::greet);
        for (String address : List.of("127.0.0.1", "::1")) {
            try (var socket = new Socket(
                    InetAddress.ofLiteral(address), listener.endpoint().getPort())) {
                assertTrue(line(socket)
                        .endsWith(" " + InetAddress.ofLiteral(address).getHostAddress() + "\r\n"));
            }
        }
    }

    @Test
    void tooManyFromOneAddressAreToldSo() throws Exception {
        var listener = listen("127.0.0.1", new ConnectionLimits(10, 2), false, ListenerTest::greet);
        var first = connect(listener);
        line(first);
        line(connect(listener));
        assertEquals("421 too many\r\n", line(connect(listener)));
        first.close();
        while (deadlines.size() > 1) {
            Thread.sleep(5);
        }
        assertTrue(line(connect(listener)).startsWith("s"));
        assertEquals(1, events.counted("connections_refused"));
    }

    @Test
    void tooManyInAllWait() throws Exception {
        var listener = listen("127.0.0.1", new ConnectionLimits(1, 10), false, ListenerTest::greet);
        var first = connect(listener);
        line(first);
        var second = connect(listener);
        second.setSoTimeout(50);
        try {
            assertEquals("", line(second));
        } catch (java.net.SocketTimeoutException _) {
            // it waits in the kernel's queue
        }
        first.close();
        second.setSoTimeout(10_000);
        assertTrue(line(second).startsWith("s2 "));
    }

    @Test
    void stoppingEndsTheIdleAndLetsTheBusyFinish() throws Exception {
        var inBody = new CountDownLatch(1);
        var finish = new CountDownLatch(1);
        var listener = listen("127.0.0.1", new ConnectionLimits(10, 10), false, connection -> {
            connection.write("220\r\n".getBytes(StandardCharsets.US_ASCII));
            if (Pair.text(connection.readCommand(100)).equals("DATA")) {
                inBody.countDown();
                try {
                    finish.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                connection.write("250\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            greet(connection);
        });
        var idle = connect(listener);
        var busy = connect(listener);
        line(idle);
        line(busy);
        busy.getOutputStream().write("DATA\r\n".getBytes(StandardCharsets.US_ASCII));
        inBody.await();
        var stopped = Thread.ofVirtual().start(() -> listener.stop(GRACE));
        // the idle session of this handler knows no last word: it just ends
        assertEquals("", line(idle));
        assertTrue(stopped.isAlive());
        finish.countDown();
        assertEquals("250\r\n", line(busy));
        line(busy);
        assertEquals("421 stop\r\n", line(busy));
        stopped.join();
    }

    @Test
    void stoppingCutsWhoDoesNotFinish() throws Exception {
        var listener = listen("127.0.0.1", new ConnectionLimits(10, 10), false, connection -> {
            connection.write("220\r\n".getBytes(StandardCharsets.US_ASCII));
            connection.readLine(100);
        });
        var busy = connect(listener);
        line(busy);
        listener.stop(Duration.ofMillis(50));
        assertEquals("", line(busy));
    }

    @Test
    void aBugEndsOneSessionOnly() throws Exception {
        var listener = listen("127.0.0.1", new ConnectionLimits(10, 10), false, connection -> {
            if (ids.get() == 1) {
                throw new IllegalStateException("bug");
            }
            greet(connection);
        });
        assertEquals("", line(connect(listener)));
        assertTrue(line(connect(listener)).startsWith("s2 "));
        while (events.counted("session_bugs") < 1) { // counted by the session's own thread, after its connection closed
            Thread.onSpinWait();
        }
        assertEquals(1, events.counted("session_bugs"));
    }

    @Test
    void aProxySaysForWhomItSpeaks() throws IOException {
        var listener = listen("127.0.0.1", new ConnectionLimits(10, 1), true, ListenerTest::greet);
        assertEquals("s1 192.0.2.7\r\n", proxied(listener, "PROXY TCP4 192.0.2.7 192.0.2.1 5 25\r\n"));
        assertEquals("421 too many\r\n", proxied(listener, "PROXY TCP4 192.0.2.7 192.0.2.1 5 25\r\n"));
        assertEquals("s3 2001:db8:0:0:0:0:0:7\r\n", proxied(listener, "PROXY TCP6 2001:db8::7 2001:db8::1 5 25\r\n"));
        assertEquals("s4 127.0.0.1\r\n", proxied(listener, "PROXY UNKNOWN\r\n"));
        for (String wrong :
                List.of("EHLO x\r\n", "PROXY TCP4 host 192.0.2.1 5 25\r\n", "PROXY TCP4 1\r\n", "\r\n\r\nx")) {
            assertEquals("", proxied(listener, wrong), wrong);
        }
    }

    @Test
    void version2Too() throws IOException {
        var listener = listen("127.0.0.1", new ConnectionLimits(10, 1), true, ListenerTest::greet);
        byte[] signature = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
        var header = ByteBuffer.allocate(64)
                .put(signature)
                .put((byte) 0x21)
                .put((byte) 0x11)
                .putShort((short) 15);
        header.put(new byte[] {(byte) 192, 0, 2, 9, (byte) 192, 0, 2, 1, 0, 9, 0, 25, 4, 0, 0});
        var socket = connect(listener);
        socket.getOutputStream().write(header.array(), 0, header.position());
        assertEquals("s1 192.0.2.9\r\n", line(socket));
        var local = ByteBuffer.allocate(16)
                .put(signature)
                .put((byte) 0x20)
                .put((byte) 0)
                .putShort((short) 0);
        var check = connect(listener);
        check.getOutputStream().write(local.array());
        assertEquals("s2 127.0.0.1\r\n", line(check));
        var wrong = connect(listener);
        wrong.getOutputStream().write(local.put(12, (byte) 0x11).array());
        assertEquals("", line(wrong));
    }

    private String proxied(Listener listener, String header) throws IOException {
        var socket = connect(listener);
        socket.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
        return line(socket);
    }

    @Test
    void oneCustomersIpv6NetworkIsOnePlace() {
        var limits = new ConnectionLimits(10, 1);
        assertTrue(limits.enter(InetAddress.ofLiteral("2001:db8:0:1::1")));
        assertFalse(limits.enter(InetAddress.ofLiteral("2001:db8:0:1:ffff::2")));
        assertTrue(limits.enter(InetAddress.ofLiteral("2001:db8:0:2::1")));
        limits.leave(InetAddress.ofLiteral("2001:db8:0:1::1"));
        assertTrue(limits.enter(InetAddress.ofLiteral("2001:db8:0:1:ffff::2")));
    }
}
