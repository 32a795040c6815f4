package org.sekisho.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sekisho.cli.Launcher.TryOptions;
import org.sekisho.config.Protocol;

/// A run for the ahead-of-time cache: a whole server that takes some messages and stops. What it loads and
/// compiles is
/// there at once when the next server starts. It stands in `./sekisho`, and is no command of its own.
final class Training {
    private static final int MESSAGES = 200;

    private Training() {}

    static void run() throws Exception {
        Path folder = Files.createTempDirectory("sekisho-training");
        try {
            var options = new TryOptions(
                    Optional.of(folder),
                    -1,
                    "example.test",
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    "127.0.0.1");
            var made = new TrySettings(folder, options);
            try (var server = RunningServer.open(made.write())) {
                for (String account : made.accounts()) {
                    Servers.add(server.wiring().accounts(), account);
                }
                server.writeEndpoints(folder.resolve("endpoints.json"));
                server.wiring().start();
                for (int i = 0; i < MESSAGES; i++) {
                    send(endpoint(server.wiring(), Protocol.SMTP), i);
                }
                server.wiring().queue().oldest();
            }
        } finally {
            remove(folder);
        }
    }

    private static InetSocketAddress endpoint(Wiring wiring, Protocol service) {
        return wiring.endpoints().stream()
                .filter(endpoint -> endpoint.service() == service)
                .findFirst()
                .orElseThrow()
                .address();
    }

    private static void send(InetSocketAddress to, int number) throws IOException {
        try (var socket = new Socket(to.getAddress(), to.getPort())) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            var out = socket.getOutputStream();
            in.readLine();
            String dialogue = "HELO training.test\r\nMAIL FROM:<training@elsewhere.test>\r\n"
                    + "RCPT TO:<" + (number % 10 == 0 ? "victim@elsewhere.test" : "alice@example.test")
                    + ">\r\nDATA\r\nSubject: training\r\n\r\nHello.\r\n.\r\nQUIT\r\n";
            for (String line : dialogue.split("(?<=\r\n)", -1)) {
                out.write(line.getBytes(StandardCharsets.US_ASCII));
                boolean answered = !line.startsWith("Subject") && !line.equals("\r\n") && !line.startsWith("Hello");
                if (answered && in.readLine() == null) {
                    return;
                }
                if (number % 10 == 0 && line.startsWith("RCPT")) {
                    return;
                }
            }
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
