package org.sekisho.dns;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/// Carries one query to one server and its answer back, over UDP, then over TCP when the answer was cut short
/// (RFC 1035 §4.2, RFC 7766). A new socket for every query, so that the kernel chooses a new port each time,
/// connected, so that it drops what others send (RFC 5452 §9.2). Safe from any thread; blocks the calling
/// (virtual) thread.
final class Upstream {
    static final int UDP_PAYLOAD = 1232; // octets; no fragments (RFC 9715 §3.1)
    private static final int UDP_BUFFER = 4096; // octets; for servers that send more than they were asked to
    private static final int MAX_STRAYS = 100; // answers to something else that are looked at before giving up

    private final InetSocketAddress server;

    Upstream(InetSocketAddress server) {
        this.server = server;
    }

    InetSocketAddress server() {
        return server;
    }

    /// @throws SocketTimeoutException no answer in time
    /// @throws IOException the server is not there, or what came is not DNS
    Message ask(Message query, Duration timeout) throws IOException {
        long end = System.nanoTime() + timeout.toNanos();
        Message answer = overUdp(query, end);
        return answer.getHeader().getFlag(Flags.TC) ? overTcp(query, end) : answer;
    }

    private Message overUdp(Message query, long end) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(server);
            byte[] octets = query.toWire();
            socket.send(new DatagramPacket(octets, octets.length));
            var packet = new DatagramPacket(new byte[UDP_BUFFER], UDP_BUFFER);
            for (int strays = 0; strays < MAX_STRAYS; strays++) {
                socket.setSoTimeout(left(end));
                packet.setLength(UDP_BUFFER);
                socket.receive(packet);
                byte[] received = Arrays.copyOf(packet.getData(), packet.getLength());
                if (hasId(received, query)) {
                    Message answer = parse(received);
                    if (answers(answer, query)) {
                        return answer;
                    }
                }
            }
            throw new IOException("only answers to other questions");
        }
    }

    private Message overTcp(Message query, long end) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(server, left(end));
            byte[] octets = query.toWire();
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(2 + octets.length)
                            .putShort((short) octets.length)
                            .put(octets)
                            .array());
            var in = new DataInputStream(new Timed(socket, end));
            byte[] received = new byte[in.readUnsignedShort()];
            in.readFully(received);
            Message answer = parse(received);
            if (!hasId(received, query) || !answers(answer, query)) {
                throw new IOException("an answer to another question");
            }
            return answer;
        }
    }

    private static Message parse(byte[] octets) throws IOException {
        try {
            return new Message(octets);
        } catch (IllegalArgumentException e) { // the library's way to say that a name or a type is impossible
            throw new IOException("not a DNS message", e);
        }
    }

    private static boolean hasId(byte[] octets, Message query) {
        return octets.length >= 12
                && ByteBuffer.wrap(octets).getShort()
                        == (short) query.getHeader().getID();
    }

    /// RFC 5452 §9.1. FORMERR may come without the question.
    private static boolean answers(Message answer, Message query) {
        var question = answer.getQuestion();
        return answer.getHeader().getFlag(Flags.QR)
                && (question == null ? answer.getRcode() != Rcode.NOERROR : question.equals(query.getQuestion()));
    }

    private static int left(long end) throws SocketTimeoutException {
        long millis = (end - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        return Math.toIntExact(millis);
    }

    /// A socket's input in which all reads together end in time.
    private static final class Timed extends InputStream {
        private final Socket socket;
        private final long end;

        Timed(Socket socket, long end) {
            this.socket = socket;
            this.end = end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            socket.setSoTimeout(left(end));
            return socket.getInputStream().read(into, offset, length);
        }
    }
}
