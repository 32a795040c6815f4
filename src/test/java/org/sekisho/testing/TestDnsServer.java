package org.sekisho.testing;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/// A name server on loopback, UDP and TCP on one port. What it says about a name is a function of the query.
public final class TestDnsServer implements Closeable {
    /// What to say: nothing at all, or an answer made of the (already marked as answer) copy of the query.
    public sealed interface Say {
        record Nothing() implements Say {}

        record This(UnaryOperator<Message> answer) implements Say {}

        /// Only over TCP; over UDP the answer is cut short.
        record OverTcp(UnaryOperator<Message> answer) implements Say {}
    }

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Function<Record, Say> zone;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /// @param zone what to say to a question
    public TestDnsServer(Function<Record, Say> zone) throws IOException {
        this.zone = zone;
        InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
        this.tcp = new ServerSocket(0, 50, loopback);
        this.udp = new DatagramSocket(new InetSocketAddress(loopback, tcp.getLocalPort()));
        Thread.ofVirtual().start(this::serveUdp);
        Thread.ofVirtual().start(this::serveTcp);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) tcp.getLocalSocketAddress();
    }

    /// Every question so far, e.g. `udp MX example.test.`
    public List<String> asked() {
        return List.copyOf(asked);
    }

    /// @param lines of a zone file, without class, absolute: `example.test. 60 MX 10 mx.example.test.`
    public static Say records(String... lines) {
        return new Say.This(message -> with(message, Section.ANSWER, lines));
    }

    public static Message with(Message message, int section, String... lines) {
        for (String line : lines) {
            message.addRecord(record(line), section);
        }
        return message;
    }

    private static Record record(String line) {
        try {
            String[] parts = line.split(" ", 4);
            return Record.fromString(
                    Name.fromString(parts[0]),
                    Type.value(parts[2]),
                    DClass.IN,
                    Long.parseLong(parts[1]),
                    parts[3],
                    Name.root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Say failure(int rcode) {
        return new Say.This(message -> {
            message.getHeader().setRcode(rcode);
            return message;
        });
    }

    /// NXDOMAIN, or NOERROR without records, with an SOA whose minimum is 30 seconds.
    public static Say none(boolean nameExists) {
        return new Say.This(message -> {
            message.getHeader().setRcode(nameExists ? Rcode.NOERROR : Rcode.NXDOMAIN);
            return with(message, Section.AUTHORITY, "test. 900 SOA ns.test. admin.test. 1 60 60 60 30");
        });
    }

    private void serveUdp() {
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                var packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                var query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                byte[] answer = answer("udp", query);
                if (answer.length > 0) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                try (Socket socket = tcp.accept()) {
                    var in = new DataInputStream(socket.getInputStream());
                    byte[] octets = new byte[in.readUnsignedShort()];
                    in.readFully(octets);
                    byte[] answer = answer("tcp", new Message(octets));
                    socket.getOutputStream()
                            .write(ByteBuffer.allocate(2 + answer.length)
                                    .putShort((short) answer.length)
                                    .put(answer)
                                    .array());
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    private byte[] answer(String transport, Message query) {
        Record question = query.getQuestion();
        asked.add(transport + " " + Type.string(question.getType()) + " " + question.getName());
        var message = new Message(query.getHeader().getID());
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setFlag(Flags.RA);
        message.addRecord(question, Section.QUESTION);
        return switch (zone.apply(question)) {
            case Say.Nothing() -> new byte[0];
            case Say.This(var answer) -> answer.apply(message).toWire();
            case Say.OverTcp(var answer)
            when transport.equals("tcp") -> answer.apply(message).toWire();
            case Say.OverTcp _ -> {
                message.getHeader().setFlag(Flags.TC);
                yield message.toWire();
            }
        };
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
