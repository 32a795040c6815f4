package org.sekisho.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.DynamicTest;
import org.sekisho.testing.Transcript.Action;

/// Plays [Transcript]s against a server. A server's owner brings a way to get one and writes
/// ```java
/// @TestFactory
/// Stream<DynamicTest> transcripts() throws IOException {
///     return TranscriptRunner.folder("smtp", config -> startedWith(config));
/// }
/// ```
/// The folder's name, under `src/test/resources/transcripts`, is the name of the service as well.
public final class TranscriptRunner {
    private static final int PATIENCE = 10_000; // ms for one line

    /// A server of the test's own, on free loopback ports.
    public interface Server extends AutoCloseable {
        /// @param service `smtp`, `submission`, `lmtp`, `pop3` …
        InetSocketAddress address(String service);

        @Override
        void close() throws IOException;
    }

    public interface Servers {
        /// @param config the transcript's CONFIG lines
        /// @throws Exception it does not start, or does not know a key
        Server start(Map<String, String> config) throws Exception;
    }

    private final Transcript transcript;
    private final InetSocketAddress address;
    private final Map<Integer, Peer> peers = new TreeMap<>();
    private final List<String> dialogue = new ArrayList<>();

    private TranscriptRunner(Transcript transcript, InetSocketAddress address) {
        this.transcript = transcript;
        this.address = address;
    }

    /// One test for each file of the folder; a folder without files is a mistake.
    public static Stream<DynamicTest> folder(String service, Servers servers) throws IOException {
        URL url = TranscriptRunner.class.getResource("/transcripts/" + service);
        if (url == null) {
            throw new IllegalArgumentException("no transcripts for " + service);
        }
        try (var files = Files.list(Path.of(url.toURI()))) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(),
                            file.toUri(),
                            () -> run(Transcript.read(file), service, servers)));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /// @throws AssertionError with the dialogue up to the difference
    public static void run(Transcript transcript, String service, Servers servers) throws Exception {
        try (var server = servers.start(transcript.config())) {
            var runner = new TranscriptRunner(transcript, server.address(service));
            try {
                runner.play();
            } finally {
                for (var peer : runner.peers.values()) {
                    peer.socket.close();
                }
            }
        }
    }

    private void play() throws IOException, GeneralSecurityException {
        for (var step : transcript.steps()) {
            var peer = peers.get(step.connection());
            if (peer == null) {
                peer = new Peer(address);
                peers.put(step.connection(), peer);
            }
            String who = peers.size() > 1 ? String.valueOf(step.connection()) : "";
            Optional<String> trouble;
            try {
                trouble = act(peer, who, step.action());
            } catch (SocketTimeoutException _) {
                trouble = Optional.of("the server says nothing");
            } catch (SocketException e) {
                trouble = Optional.of("the connection is gone: " + e.getMessage());
            }
            if (trouble.isPresent()) {
                throw new AssertionError(transcript.name() + ":" + step.line() + ": " + trouble.get() + "\n  wanted "
                        + step.action() + "\n\nThe dialogue so far:\n  " + String.join("\n  ", dialogue));
            }
        }
    }

    /// @return what is wrong, or nothing
    private Optional<String> act(Peer peer, String who, Action action) throws IOException, GeneralSecurityException {
        return switch (action) {
            case Action.Send(var octets) -> {
                dialogue.add(who + action);
                peer.socket.getOutputStream().write(octets);
                yield Optional.empty();
            }
            case Action.Expect expected -> expect(peer, who, expected);
            case Action.StartTls() -> {
                dialogue.add(who + "STARTTLS");
                peer.startTls();
                yield Optional.empty();
            }
            case Action.Close() -> {
                dialogue.add(who + "CLOSE");
                peer.socket.close();
                yield Optional.empty();
            }
            case Action.ExpectClosed() -> {
                Optional<String> line = peer.line();
                dialogue.add(who + line.map(text -> "S: " + text).orElse("S-CLOSED"));
                yield line.map(_ -> "the server has not closed");
            }
        };
    }

    private Optional<String> expect(Peer peer, String who, Action.Expect expected) throws IOException {
        for (int i = 0; i < 1000; i++) {
            Optional<String> line = peer.line();
            if (line.isEmpty()) {
                dialogue.add(who + "S-CLOSED");
                return Optional.of("the server has closed");
            }
            dialogue.add(who + "S: " + line.get());
            if (expected.line().matcher(line.get()).matches()) {
                return Optional.empty();
            }
            if (!expected.skipping()) {
                return Optional.of("another line came");
            }
        }
        return Optional.of("no such line came");
    }

    private static final class Peer {
        private Socket socket;

        Peer(InetSocketAddress address) throws IOException {
            socket = new Socket(address.getAddress(), address.getPort());
            socket.setSoTimeout(PATIENCE);
            socket.setTcpNoDelay(true);
        }

        void startTls() throws IOException, GeneralSecurityException {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustsAll()}, null);
            var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
            tls.startHandshake();
            socket = tls;
        }

        /// Without CRLF; a bare LF is shown, not taken for an end. Empty when the server has closed.
        Optional<String> line() throws IOException {
            var line = new ByteArrayOutputStream();
            var in = socket.getInputStream();
            int last = -1;
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                line.write(octet);
                if (octet == '\n' && last == '\r') {
                    String text = line.toString(StandardCharsets.UTF_8);
                    return Optional.of(text.substring(0, text.length() - 2));
                }
                last = octet;
            }
            return line.size() == 0
                    ? Optional.empty()
                    : Optional.of(line.toString(StandardCharsets.UTF_8) + "(and then the end)");
        }
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
