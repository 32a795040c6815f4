import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// The load of `bench/imap`: speaks IMAP over TLS to any server, on virtual threads, and checks every count.
///
///     java bench/ImapLoad.java append HOST:PORT USER%d PASSWORD CONNECTIONS MESSAGES OCTETS
///     java bench/ImapLoad.java fill HOST:PORT USER PASSWORD MAILBOX MESSAGES
///     java bench/ImapLoad.java maildir FOLDER MESSAGES
///     java bench/ImapLoad.java mbox FILE MESSAGES
///     java bench/ImapLoad.java time HOST:PORT USER PASSWORD MAILBOX MESSAGES WHAT ROUNDS
///     java bench/ImapLoad.java idle HOST:PORT USER%d PASSWORD USERS SESSIONS
///     java bench/ImapLoad.java login HOST:PORT USER%d PASSWORD USERS
///
/// Every message is the same on both sides: [#message] of its number.
static final int RARE_EVERY = 10_000; // messages with the rare word
static final String RARE = "quixotically";
static final int LARGE_BATCH = 200; // messages of one APPEND (RFC 3502)

void main(String[] arguments) throws Exception {
    switch (arguments.length == 0 ? "" : arguments[0]) {
        case "append" -> append(arguments);
        case "fill" -> fill(arguments);
        case "maildir" -> maildir(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        case "mbox" -> mbox(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
        case "time" -> time(arguments);
        case "idle" -> idle(arguments);
        case "login" -> login(arguments);
        default -> {
            System.err.println("usage: see the head of bench/ImapLoad.java");
            System.exit(2);
        }
    }
}

/// Durable APPENDs from many connections at once, each to its own account: prints messages per second.
void append(String[] arguments) throws Exception {
    InetSocketAddress address = address(arguments[1]);
    int connections = Integer.parseInt(arguments[4]);
    int messages = Integer.parseInt(arguments[5]);
    byte[] body = sized(Integer.parseInt(arguments[6]));
    var left = new AtomicInteger(messages);
    var ready = new CountDownLatch(connections);
    var go = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    var failure = new AtomicReference<Exception>();
    for (int i = 0; i < connections; i++) {
        String user = arguments[2].replace("%d", String.valueOf(i + 1));
        threads.add(Thread.ofVirtual().start(() -> {
            try (var client = new Client(address)) {
                client.login(user, arguments[3]);
                int before = client.examine("INBOX");
                ready.countDown();
                go.await();
                int mine = 0;
                while (left.getAndDecrement() > 0) {
                    client.append("INBOX", List.of(body));
                    mine++;
                }
                int after = client.examine("INBOX");
                expect(after == before + mine, user + ": " + after + " messages, not " + (before + mine));
            } catch (Exception e) {
                failure.compareAndSet(null, e);
                ready.countDown();
            }
        }));
    }
    ready.await();
    long from = System.nanoTime();
    go.countDown();
    for (Thread thread : threads) {
        thread.join();
    }
    if (failure.get() != null) {
        throw failure.get();
    }
    System.out.printf(Locale.ROOT, "%.0f%n", messages / ((System.nanoTime() - from) / 1e9));
}

/// The test mailbox over the wire: MULTIAPPEND in batches, the next one sent before the last one is answered.
void fill(String[] arguments) throws Exception {
    String mailbox = arguments[4];
    int messages = Integer.parseInt(arguments[5]);
    long from = System.nanoTime();
    try (var client = new Client(address(arguments[1]))) {
        client.login(arguments[2], arguments[3]);
        if (!mailbox.equalsIgnoreCase("INBOX")) {
            client.command("CREATE " + mailbox);
        }
        int unanswered = 0;
        for (int i = 0; i < messages; i += LARGE_BATCH) {
            List<byte[]> batch = new ArrayList<>();
            for (int j = i; j < Math.min(messages, i + LARGE_BATCH); j++) {
                batch.add(message(j));
            }
            client.sendAppend(mailbox, batch, i);
            if (++unanswered > 2) {
                client.finish();
                unanswered--;
            }
        }
        for (; unanswered > 0; unanswered--) {
            client.finish();
        }
        int count = client.examine(mailbox);
        expect(count == messages, count + " messages in " + mailbox);
    }
    System.out.printf(Locale.ROOT, "%.0f%n", messages / ((System.nanoTime() - from) / 1e9));
}

/// The same messages as files of a Maildir, in the same order.
void maildir(Path folder, int messages) throws IOException {
    for (String name : List.of("cur", "new", "tmp")) {
        Files.createDirectories(folder.resolve(name));
    }
    for (int i = 0; i < messages; i++) {
        long time = sent(i).getEpochSecond();
        Files.write(folder.resolve("cur").resolve("%d.M%06dP1.bench:2,%s".formatted(time, i % 1_000_000, i % 3 == 0 ? "S" : "")), message(i));
    }
}

void mbox(Path file, int messages) throws IOException {
    try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
        for (int i = 0; i < messages; i++) {
            out.write("From bench@bench.test Thu Jan  1 00:00:00 2026\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(message(i));
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }
}

/// One kind of request, `ROUNDS` times on one connection: prints the first time and the median of the others, in ms.
void time(String[] arguments) throws Exception {
    String mailbox = arguments[4];
    int messages = Integer.parseInt(arguments[5]);
    int rounds = Integer.parseInt(arguments[7]);
    double[] took = new double[rounds];
    try (var client = new Client(address(arguments[1]))) {
        client.login(arguments[2], arguments[3]);
        if (!arguments[6].equals("select")) {
            expect(client.select(mailbox) == messages, "not " + messages + " messages");
        }
        for (int i = 0; i < rounds; i++) {
            if (arguments[6].equals("select") && i > 0) {
                client.command("UNSELECT");
            }
            long from = System.nanoTime();
            once(client, mailbox, messages, arguments[6], i);
            took[i] = (System.nanoTime() - from) / 1e6;
        }
    }
    double[] others = Arrays.copyOfRange(took, Math.min(1, rounds - 1), rounds);
    Arrays.sort(others);
    System.out.printf(Locale.ROOT, "%.1f %.1f%n", took[0], others[others.length / 2]);
}

void once(Client client, String mailbox, int messages, String what, int round) throws IOException {
    int rare = (messages + RARE_EVERY - 1) / RARE_EVERY;
    switch (what) {
        case "select" -> expect(client.select(mailbox) == messages, "select: not all messages");
        case "flags" -> expect(client.count("FETCH 1:* (FLAGS)", " FETCH (") == messages, "flags: not all messages");
        case "envelopes" -> {
            int last = messages - (round * 1_000) % Math.max(1, messages - 1_000); // other messages each round
            String set = last - 999 + ":" + last;
            expect(client.count("UID FETCH " + set + " (ENVELOPE)", "ENVELOPE (") == 1_000, "envelopes: not 1,000");
        }
        case "text" -> expect(client.numbers("SEARCH TEXT " + RARE, "* SEARCH") == rare, "SEARCH TEXT: not " + rare);
        case "body" -> expect(client.numbers("SEARCH BODY " + RARE, "* SEARCH") == rare, "SEARCH BODY: not " + rare);
        case "sort" -> expect(client.numbers("SORT (SUBJECT) UTF-8 ALL", "* SORT") == messages, "SORT: not all messages");
        case "thread" -> expect(client.numbers("THREAD REFERENCES UTF-8 ALL", "* THREAD") == messages, "THREAD: not all messages");
        default -> throw new IllegalArgumentException(what);
    }
}

/// Logs everybody in once, so that no later figure has the first, slow check of a password in it.
void login(String[] arguments) throws IOException {
    for (int i = 1; i <= Integer.parseInt(arguments[4]); i++) {
        try (var client = new Client(address(arguments[1]))) {
            client.login(arguments[2].replace("%d", String.valueOf(i)), arguments[3]);
            client.command("LOGOUT");
        }
    }
}

/// Many sessions in IDLE. Prints `ready`; then for each line on standard input it appends one message to each of 100
/// accounts, one after another, and prints p50, p99 and the longest time until the first session of it had heard, in ms.
void idle(String[] arguments) throws Exception {
    InetSocketAddress address = address(arguments[1]);
    int users = Integer.parseInt(arguments[4]);
    int sessions = Integer.parseInt(arguments[5]);
    var heard = new ConcurrentLinkedQueue<Integer>();
    var news = new Semaphore(0);
    var ready = new CountDownLatch(sessions);
    var opening = new Semaphore(32);
    var failure = new AtomicReference<Exception>();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < sessions; i++) {
        int user = i % users;
        boolean first = i < users;
        opening.acquire();
        var client = new Client(address);
        clients.add(client);
        Thread.ofVirtual().start(() -> {
            try {
                client.login(arguments[2].replace("%d", String.valueOf(user + 1)), arguments[3]);
                client.select("INBOX");
                client.startIdle();
                opening.release();
                ready.countDown();
                client.lines(line -> {
                    if (first && line.endsWith(" EXISTS")) {
                        heard.add(user);
                        news.release();
                    }
                });
            } catch (Exception e) {
                if (ready.getCount() > 0) {
                    failure.compareAndSet(null, e);
                }
                opening.release();
                ready.countDown();
            }
        });
    }
    ready.await();
    if (failure.get() != null) {
        throw failure.get();
    }
    System.out.println("ready");
    for (int c = System.in.read(); c == '\n'; c = System.in.read()) {
        System.out.println(latency(address, arguments, Math.min(users, 100), news));
    }
    System.exit(0); // the sessions go with it
}

String latency(InetSocketAddress address, String[] arguments, int users, Semaphore news) throws Exception {
    double[] took = new double[users];
    byte[] body = sized(4_096);
    for (int i = 0; i < users; i++) {
        try (var client = new Client(address)) {
            client.login(arguments[2].replace("%d", String.valueOf(i + 1)), arguments[3]);
            news.drainPermits();
            var told = new AtomicReference<Long>();
            Thread waiter = Thread.ofVirtual().start(() -> {
                try {
                    if (news.tryAcquire(60, java.util.concurrent.TimeUnit.SECONDS)) {
                        told.set(System.nanoTime());
                    }
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
            long from = System.nanoTime();
            client.append("INBOX", List.of(body));
            waiter.join();
            expect(told.get() != null, "a session in IDLE heard nothing for 60 s");
            took[i] = (told.get() - from) / 1e6;
        }
    }
    Arrays.sort(took);
    return "%.1f %.1f %.1f".formatted(took[users / 2], took[(int) Math.ceil(users * 0.99) - 1], took[users - 1]);
}

static void expect(boolean good, String otherwise) throws IOException {
    if (!good) {
        throw new IOException(otherwise);
    }
}

static InetSocketAddress address(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
}

// --- the messages -------------------------------------------------------------------------------------------------------

static final String[] WORDS = ("gate road traveller pass mountain river village winter autumn letter answer question paper "
                + "number meeting report order delivery invoice customer office station train ticket morning evening water "
                + "bridge garden temple market harbour island teacher student library history language music picture").split(" ");

static Instant sent(int number) {
    return Instant.parse("2020-01-01T00:00:00Z").plusSeconds(number * 613L);
}

/// Between 1 and 4 KiB. One in four starts a conversation; the others answer an earlier one. [#RARE] is in one of 10,000.
static byte[] message(int number) {
    var random = new SplittableRandom(number);
    int start = number - number % 4;
    var text = new StringBuilder(4_096);
    text.append("Return-Path: <writer").append(random.nextInt(500)).append("@bench.test>\r\nDate: ")
            .append(DateTimeFormatter.RFC_1123_DATE_TIME.format(sent(number).atOffset(ZoneOffset.UTC)))
            .append("\r\nFrom: Writer ").append(random.nextInt(500)).append(" <writer").append(random.nextInt(500))
            .append("@bench.test>\r\nTo: Reader <reader@example.test>, \"Other, R.\" <other").append(random.nextInt(50))
            .append("@example.test>\r\nSubject: ").append(number == start ? "" : "Re: ").append(words(new SplittableRandom(start), 5))
            .append(' ').append(start).append("\r\nMessage-ID: <").append(number).append("@bench.test>\r\n");
    if (number != start) {
        text.append("In-Reply-To: <").append(number - 1).append("@bench.test>\r\nReferences: <").append(start)
                .append("@bench.test>");
        for (int i = start + 1; i < number; i++) {
            text.append(" <").append(i).append("@bench.test>");
        }
        text.append("\r\n");
    }
    text.append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n");
    int lines = 8 + random.nextInt(30);
    for (int i = 0; i < lines; i++) {
        text.append(words(random, 11)).append("\r\n");
    }
    if (number % RARE_EVERY == 0) {
        text.append("Nobody writes ").append(RARE).append(" any more.\r\n");
    }
    return text.toString().getBytes(StandardCharsets.US_ASCII);
}

static String words(SplittableRandom random, int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
        text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
}

static byte[] sized(int octets) {
    String head = "Subject: bench\r\nFrom: <bench@bench.test>\r\nMessage-ID: <" + System.nanoTime() + "@bench.test>\r\n\r\n";
    var text = new StringBuilder(head);
    while (text.length() + 72 <= octets) {
        text.append("x".repeat(70)).append("\r\n");
    }
    text.append("x".repeat(Math.max(0, octets - text.length() - 2))).append("\r\n");
    return text.toString().getBytes(StandardCharsets.US_ASCII);
}

// --- the client ---------------------------------------------------------------------------------------------------------

static final SSLContext TLS = trustAll();

/// One connection. Commands are answered in order, so one counter of tags is enough.
static final class Client implements AutoCloseable {
    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private int sent;
    private int answered;
    private byte[] buffer = new byte[256];

    Client(InetSocketAddress address) throws IOException {
        socket = (SSLSocket) TLS.getSocketFactory().createSocket();
        socket.connect(address, 30_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(600_000);
        in = new BufferedInputStream(socket.getInputStream(), 16_384);
        out = new BufferedOutputStream(socket.getOutputStream(), 16_384);
    }

    void login(String user, String password) throws IOException {
        String greeting = line();
        expect(greeting.startsWith("* OK"), greeting);
        for (int tries = 0; tries < 100; tries++) {
            try {
                command("LOGIN " + user + " " + password);
                return;
            } catch (IOException e) { // passwords are checked a few at a time
                if (!String.valueOf(e.getMessage()).contains("[UNAVAILABLE]")) {
                    throw e;
                }
                LockSupport.parkNanos(200_000_000);
            }
        }
        throw new IOException("nobody checks the password of " + user);
    }

    int select(String mailbox) throws IOException {
        return exists("SELECT " + mailbox);
    }

    int examine(String mailbox) throws IOException {
        return exists("EXAMINE " + mailbox);
    }

    private int exists(String command) throws IOException {
        int[] exists = {-1};
        send(command);
        finish(line -> {
            if (line.endsWith(" EXISTS")) {
                exists[0] = Integer.parseInt(line.substring(2, line.length() - 7));
            }
        });
        return exists[0];
    }

    void command(String command) throws IOException {
        send(command);
        finish();
    }

    /// How many untagged lines have this in them.
    int count(String command, String part) throws IOException {
        int[] count = {0};
        send(command);
        finish(line -> {
            if (line.contains(part)) {
                count[0]++;
            }
        });
        return count[0];
    }

    /// How many numbers an answer holds that begins so.
    int numbers(String command, String start) throws IOException {
        int[] count = {0};
        send(command);
        finish(line -> {
            if (line.startsWith(start)) {
                boolean digit = false;
                for (int i = start.length(); i < line.length(); i++) {
                    boolean now = Character.isDigit(line.charAt(i));
                    count[0] += now && !digit ? 1 : 0;
                    digit = now;
                }
            }
        });
        return count[0];
    }

    void append(String mailbox, List<byte[]> messages) throws IOException {
        sendAppend(mailbox, messages, -1);
        finish();
    }

    /// @param number of the first message, for its flags and date; -1 for none
    void sendAppend(String mailbox, List<byte[]> messages, int number) throws IOException {
        out.write(("a" + ++sent + " APPEND " + mailbox).getBytes(StandardCharsets.US_ASCII));
        int current = number;
        for (byte[] message : messages) {
            String about = "";
            if (number >= 0) {
                about = (current % 3 == 0 ? " (\\Seen)" : "") + " \"" + INTERNAL_DATE.format(sent(current).atOffset(ZoneOffset.UTC)) + "\"";
                current++;
            }
            out.write((about + " {" + message.length + "+}\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(message);
        }
        out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static final DateTimeFormatter INTERNAL_DATE = DateTimeFormatter.ofPattern("dd-MMM-yyyy HH:mm:ss xx", Locale.ENGLISH);

    void startIdle() throws IOException {
        send("IDLE");
        String line = line();
        while (!line.startsWith("+")) {
            expect(line.startsWith("*"), line);
            line = line();
        }
    }

    void lines(Consumer<String> each) throws IOException {
        while (true) {
            each.accept(line());
        }
    }

    private void send(String command) throws IOException {
        out.write(("a" + ++sent + " " + command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    void finish() throws IOException {
        finish(_ -> {});
    }

    /// Reads to the tagged answer of the oldest command that has none.
    private void finish(Consumer<String> untagged) throws IOException {
        String tag = "a" + ++answered + " ";
        while (true) {
            String line = line();
            if (line.startsWith(tag)) {
                expect(line.startsWith("OK", tag.length()), line);
                return;
            }
            untagged.accept(line);
        }
    }

    /// Without its CRLF; literals within it are read and left out.
    private String line() throws IOException {
        int length = 0;
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("the server has closed the connection");
            }
            if (c == '\n') {
                int literal = literal(length);
                if (literal < 0) {
                    return new String(buffer, 0, Math.max(0, length - 1), StandardCharsets.ISO_8859_1);
                }
                in.skipNBytes(literal);
            } else {
                if (length == buffer.length) {
                    buffer = Arrays.copyOf(buffer, length * 2);
                }
                buffer[length++] = (byte) c;
            }
        }
    }

    /// The octets of a literal if the line so far ends with its length, -1 otherwise.
    private int literal(int length) {
        if (length < 4 || buffer[length - 2] != '}') {
            return -1;
        }
        int octets = 0;
        int factor = 1;
        for (int i = length - 3; i >= 0; i--, factor *= 10) {
            if (buffer[i] == '{') {
                return factor == 1 ? -1 : octets;
            }
            if (buffer[i] < '0' || buffer[i] > '9') {
                return -1;
            }
            octets += (buffer[i] - '0') * factor;
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

/// The servers under test have certificates of their own making.
static SSLContext trustAll() {
    try {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        }}, new SecureRandom());
        return context;
    } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
    }
}
