import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// Sends 4 KiB messages over kept connections at a fixed rate and prints how long the reply to the end of data took.
/// Only the wait for the reply counts, not the wait for a free connection.
///
///     java bench/Latency.java HOST:PORT MESSAGES_PER_SECOND SECONDS RECIPIENT [CONNECTIONS]
///
/// Prints `rate p50 p90 p99 max` (messages/s, milliseconds).
void main(String[] arguments) throws Exception {
    if (arguments.length < 4) {
        System.err.println("usage: java bench/Latency.java HOST:PORT MESSAGES_PER_SECOND SECONDS RECIPIENT [CONNECTIONS]");
        System.exit(2);
    }
    int colon = arguments[0].lastIndexOf(':');
    var address = new InetSocketAddress(arguments[0].substring(0, colon), Integer.parseInt(arguments[0].substring(colon + 1)));
    double rate = Double.parseDouble(arguments[1]);
    int total = (int) (rate * Double.parseDouble(arguments[2]));
    String recipient = arguments[3];
    int connections = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 50;

    var took = new ConcurrentLinkedQueue<Long>();
    var next = new AtomicLong();
    var done = new CountDownLatch(connections);
    long start = System.nanoTime() + 500_000_000L;
    for (int i = 0; i < connections; i++) {
        Thread.ofVirtual().start(() -> {
            try {
                send(address, recipient, rate, total, start, next, took);
            } catch (IOException | InterruptedException e) {
                System.err.println(e);
            } finally {
                done.countDown();
            }
        });
    }
    done.await();
    long elapsed = System.nanoTime() - start;
    long[] sorted = took.stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length < total) {
        System.err.println("only " + sorted.length + " of " + total + " were answered");
        System.exit(1);
    }
    System.out.printf("%.0f %.2f %.2f %.2f %.2f%n", sorted.length / (elapsed / 1e9), at(sorted, 0.5), at(sorted, 0.9), at(sorted, 0.99),
            sorted[sorted.length - 1] / 1e6);
}

double at(long[] sorted, double part) {
    return sorted[(int) Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] / 1e6;
}

void send(InetSocketAddress address, String recipient, double rate, int total, long start, AtomicLong next,
        ConcurrentLinkedQueue<Long> took) throws IOException, InterruptedException {
    byte[] body = ("Subject: bench\r\nFrom: <bench@bench.test>\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(56) + ".\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (var socket = new Socket()) {
        socket.connect(address, 5_000);
        socket.setSoTimeout(30_000);
        socket.setTcpNoDelay(true);
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        var out = socket.getOutputStream();
        expect(in, '2');
        command(out, in, "EHLO bench.test", '2');
        for (long number = next.getAndIncrement(); number < total; number = next.getAndIncrement()) {
            long due = start + (long) (number * 1e9 / rate);
            long wait = due - System.nanoTime();
            if (wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
            command(out, in, "MAIL FROM:<bench@bench.test>", '2');
            command(out, in, "RCPT TO:<" + recipient + ">", '2');
            command(out, in, "DATA", '3');
            long from = System.nanoTime();
            out.write(body);
            out.flush();
            expect(in, '2');
            took.add(System.nanoTime() - from);
        }
        command(out, in, "QUIT", '2');
    }
}

void command(OutputStream out, BufferedReader in, String line, char expected) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
    expect(in, expected);
}

void expect(BufferedReader in, char first) throws IOException {
    String line = in.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
        line = in.readLine();
    }
    if (line == null || line.charAt(0) != first) {
        throw new IOException("unexpected reply: " + line);
    }
}
