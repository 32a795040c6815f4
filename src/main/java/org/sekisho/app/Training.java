package org.sekisho.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.sekisho.cli.CommandLineEntry;
import org.sekisho.cli.Terminal;
import org.sekisho.config.Protocol;
import org.sekisho.net.SelfSigned;

/// A run for the ahead-of-time cache: a whole server that takes, delivers and relays some thousand messages on
/// loopback, has them read by a mail program, and stops. What it loads, links and profiles is there at once when the
/// next server starts. It stands
/// in `./sekisho`, and is no command of its own.
final class Training {
    private static final int SESSIONS = 20;
    private static final int MESSAGES = 300; // of each session
    static final String MESSAGE = """
            Date: Tue, 24 Nov 2026 09:30:00 +0900
            From: "Training, A." <training@elsewhere.test>
            To: Alice <alice@example.test>, bob@elsewhere.test
            Subject: Re: training =?ISO-2022-JP?B?GyRCNFgbKEI=?=
            Message-ID: <2@elsewhere.test>
            In-Reply-To: <1@elsewhere.test>
            References: <0@elsewhere.test> <1@elsewhere.test>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8

            """.replace("\n", "\r\n") + ("word ".repeat(14) + "\r\n").repeat(50);
    private static final String DATA = MESSAGE + ".\r\n";
    private static final String PASSWORD = "training";

    private Training() {}

    static void run() throws Exception {
        Path folder = Files.createTempDirectory("sekisho-training");
        try (var sink = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drink(sink));
            Path config = folder.resolve("sekisho.toml");
            SelfSigned.write(
                    folder.resolve("cert.pem"), folder.resolve("key.pem"), List.of("mx.example.test"), Instant.now());
            Files.writeString(config, settings(sink.getLocalPort()));
            try (var server = RunningServer.open(config)) {
                NewAccount.of("alice@example.test:" + PASSWORD)
                        .addTo(server.wiring().accounts());
                server.writeEndpoints(folder.resolve("endpoints.json"));
                server.wiring().start();
                train(server.wiring());
                TrainingReader.read(endpoint(server.wiring(), Protocol.IMAPS), "alice@example.test", PASSWORD);
                for (String command : List.of("queue list", "explain bob@elsewhere.test", "status", "account list")) {
                    ask(folder, command);
                }
            }
        } finally {
            remove(folder);
        }
    }

    private static String settings(int sink) {
        return """
                hostname = "mx.example.test"
                data = "data"
                [tls]
                certificate = "cert.pem"
                key = "key.pem"
                [[listener]]
                service = "smtp"
                address = "127.0.0.1:0"
                [[listener]]
                service = "pop3s"
                address = "127.0.0.1:0"
                [[listener]]
                service = "imaps"
                address = "127.0.0.1:0"
                [relay]
                trusted_networks = ["127.0.0.1/32"]
                [log]
                file = "log"
                [[route]]
                domain = "*"
                via = ["127.0.0.1:%d"]
                tls = "off"
                """.formatted(sink);
    }

    /// The command line is started more often than the server.
    private static void ask(Path folder, String command) {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        var terminal = new Terminal(
                InputStream.nullInputStream(),
                nowhere,
                nowhere,
                Map.of(),
                Terminal.ofProcess().prompt());
        String[] words = (command + " --dir " + folder).split(" ", -1);
        CommandLineEntry.run(words, new Servers(nowhere, nowhere), terminal);
    }

    private static void train(Wiring wiring) throws InterruptedException {
        InetSocketAddress smtp = endpoint(wiring, Protocol.SMTP);
        List<Thread> sessions = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            String recipient = i % 2 == 0 ? "alice@example.test" : "bob@elsewhere.test";
            boolean kept = i % 4 < 2;
            sessions.add(Thread.ofVirtual().start(() -> send(smtp, recipient, kept)));
        }
        for (Thread session : sessions) {
            session.join();
        }
        while (wiring.queue().statistics().total() > 0) {
            Thread.sleep(10);
        }
    }

    private static InetSocketAddress endpoint(Wiring wiring, Protocol service) {
        return wiring.endpoints().stream()
                .filter(endpoint -> endpoint.service() == service)
                .findFirst()
                .orElseThrow()
                .address();
    }

    private static void send(InetSocketAddress to, String recipient, boolean kept) {
        try {
            for (int left = MESSAGES; left > 0; ) {
                int now = kept ? left : 1;
                session(to, recipient, now);
                left -= now;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void session(InetSocketAddress to, String recipient, int messages) throws IOException {
        try (var socket = new Socket(to.getAddress(), to.getPort())) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            in.readLine();
            say(socket, in, "HELO training.test\r\n");
            for (int i = 0; i < messages; i++) {
                say(socket, in, "MAIL FROM:<training@elsewhere.test>\r\n");
                say(socket, in, "RCPT TO:<" + recipient + ">\r\n");
                say(socket, in, "DATA\r\n");
                say(socket, in, DATA);
            }
            say(socket, in, "QUIT\r\n");
        }
    }

    private static void say(Socket socket, BufferedReader in, String line) throws IOException {
        socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
        in.readLine();
    }

    /// The other side of the relayed messages: says yes to everything.
    private static void drink(ServerSocket sink) {
        try {
            while (true) {
                Socket socket = sink.accept();
                Thread.ofVirtual().start(() -> swallow(socket));
            }
        } catch (IOException _) {
            // the training is over
        }
    }

    private static void swallow(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            var out = socket.getOutputStream();
            out.write("220 sink\r\n".getBytes(StandardCharsets.US_ASCII));
            boolean data = false;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (!data || line.equals(".")) {
                    data = line.equals("DATA");
                    String reply = line.startsWith("EHLO")
                            ? "250-sink\r\n250 PIPELINING\r\n"
                            : data ? "354 go\r\n" : "250 ok\r\n";
                    out.write(reply.getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException _) {
            // the server has closed its conversation
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
