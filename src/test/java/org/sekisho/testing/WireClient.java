package org.sekisho.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.sekisho.net.ClientTls;

/// A client of SMTP or POP3 that sends exactly what a test says, good or bad. Used by one thread.
public final class WireClient implements AutoCloseable {
    private static final int PATIENCE = 30_000; // milliseconds

    private Socket socket;
    private InputStream in;

    public WireClient(InetSocketAddress to) throws IOException {
        socket = new Socket();
        socket.connect(to);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /// When the server has hung up, the next line read is empty.
    /// @param octets one for each character
    public WireClient raw(String octets) throws IOException {
        try {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.ISO_8859_1));
        } catch (SocketException _) {
            // so it does not listen any more
        }
        return this;
    }

    /// Says that nothing more comes, and hears out the server.
    /// @return all its lines
    public List<String> hangUp() throws IOException {
        socket.shutdownOutput();
        List<String> rest = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            rest.add(line);
        }
        return rest;
    }

    /// One line with its end; empty when the server has hung up.
    public String line() throws IOException {
        var line = new StringBuilder();
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                line.append((char) octet);
                if (octet == '\n') {
                    break;
                }
            }
        } catch (SocketException _) {
            return ""; // a reset is an end as well
        }
        return line.toString();
    }

    /// One SMTP reply with all its lines; empty at the end.
    public String reply() throws IOException {
        var reply = new StringBuilder();
        String line;
        do {
            line = line();
            reply.append(line);
        } while (line.length() > 3 && line.charAt(3) == '-');
        return reply.toString();
    }

    /// Sends a line, reads an SMTP reply.
    public String ask(String line) throws IOException {
        return raw(utf8(line) + "\r\n").reply();
    }

    /// Sends a line, and the SMTP reply must begin so.
    public WireClient say(String line, String expected) throws IOException {
        return expect(expected, raw(utf8(line) + "\r\n").reply());
    }

    public WireClient expect(String expected) throws IOException {
        return expect(expected, reply());
    }

    private WireClient expect(String expected, String reply) {
        assertTrue(reply.startsWith(expected), () -> "expected " + expected + ", got " + reply);
        return this;
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    public WireClient startTls() throws IOException {
        var secured = (SSLSocket) ClientTls.anyCertificate()
                .getSocketFactory()
                .createSocket(socket, "mx.example.test", socket.getPort(), true);
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
        return this;
    }

    /// The one the server showed.
    public X509Certificate certificate() throws IOException {
        return (X509Certificate) ((SSLSocket) socket).getSession().getPeerCertificates()[0];
    }

    /// SMTP from the greeting to EHLO under TLS.
    public WireClient helloTls() throws IOException {
        expect("220 ").say("EHLO client.test", "250-").say("STARTTLS", "220 ");
        return startTls().say("EHLO client.test", "250-");
    }

    /// SMTP AUTH PLAIN.
    public WireClient login(String user, String password) throws IOException {
        String plain = "\0" + user + "\0" + password;
        return say("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8)), "235 ");
    }

    /// One SMTP message to several recipients, all of them taken.
    /// @param text ends with CRLF
    /// @return the last reply
    public String send(String from, String text, String... to) throws IOException {
        say("MAIL FROM:<" + from + ">", "250 ");
        for (String each : to) {
            say("RCPT TO:<" + each + ">", "250 ");
        }
        say("DATA", "354 ");
        return raw(utf8(text) + ".\r\n").reply();
    }

    /// Sends a line of POP3, which must be answered by +OK.
    /// @return the rest of that line
    public String pop(String line) throws IOException {
        String answer = raw(utf8(line) + "\r\n").line();
        assertTrue(answer.startsWith("+OK"), () -> line + ": " + answer);
        return answer.substring("+OK".length()).strip();
    }

    /// A multi-line answer of POP3, dots undone, each line with its end.
    public List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.equals(".\r\n"); line = line()) {
            if (line.isEmpty()) {
                throw new IOException("the server hung up in the middle of an answer");
            }
            lines.add(line.startsWith(".") ? line.substring(1) : line);
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
