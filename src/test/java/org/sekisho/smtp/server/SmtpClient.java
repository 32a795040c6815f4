package org.sekisho.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import org.sekisho.net.ClientTls;

/// A client that sends exactly what a test says.
final class SmtpClient implements AutoCloseable {
    private Socket socket;
    private InputStream in;

    SmtpClient(InetSocketAddress to) throws IOException {
        socket = new Socket();
        socket.connect(to);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void raw(String octets) throws IOException {
        socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// One reply with all its lines; empty at the end.
    String reply() throws IOException {
        var reply = new StringBuilder();
        String line;
        do {
            line = line();
            reply.append(line);
        } while (line.length() > 3 && line.charAt(3) == '-');
        return reply.toString();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0; c = in.read()) {
                line.append((char) c);
                if (c == '\n') {
                    break;
                }
            }
        } catch (java.net.SocketException _) {
            return line.toString(); // reset: an end as well
        }
        return line.toString();
    }

    SmtpClient expect(String start) throws IOException {
        String reply = reply();
        assertTrue(reply.startsWith(start), () -> "expected " + start + ", got " + reply);
        return this;
    }

    SmtpClient send(String line, String expected) throws IOException {
        raw(line + "\r\n");
        return expect(expected);
    }

    /// Greeting and EHLO.
    SmtpClient hello() throws IOException {
        return expect("220 ").send("EHLO client.test", "250-mx.example.test\r\n");
    }

    SmtpClient startTls() throws IOException {
        send("STARTTLS", "220 2.0.0");
        return tls();
    }

    SmtpClient tls() throws IOException {
        var secured = (SSLSocket) ClientTls.anyCertificate()
                .getSocketFactory()
                .createSocket(socket, "mx.example.test", socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
        return this;
    }

    /// Up to a logged-in session on a submission listener.
    SmtpClient login() throws IOException {
        hello().startTls();
        send("EHLO client.test", "250-mx.example.test\r\n");
        return send("AUTH PLAIN AGFsaWNlQGV4YW1wbGUudGVzdABzZWNyZXQ=", "235 2.7.0");
    }

    SmtpClient envelope(String... recipients) throws IOException {
        send("MAIL FROM:<alice@example.test>", "250 2.1.0");
        for (String recipient : recipients) {
            send("RCPT TO:<" + recipient + ">", "250 2.1.5");
        }
        return this;
    }

    SmtpClient data(String message, String expected) throws IOException {
        send("DATA", "354 ");
        raw(message + ".\r\n");
        return expect(expected);
    }

    /// After what was sent, no reply is on its way.
    void expectNothingMore() throws IOException {
        send("NOOP", "250 2.0.0 OK");
    }

    void expectEnd() throws IOException {
        assertEquals("", reply());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
