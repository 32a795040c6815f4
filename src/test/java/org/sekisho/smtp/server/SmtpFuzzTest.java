package org.sekisho.smtp.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.Service;

/// Whatever is said in whatever state, the session neither breaks nor hangs, and nothing leaves without a log-in.
final class SmtpFuzzTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 300);
    private static final List<String> WORDS = List.of(
            "EHLO x\r\n",
            "HELO x\r\n",
            "LHLO x\r\n",
            "MAIL FROM:<a@b.test>\r\n",
            "MAIL FROM:<>",
            " SIZE=",
            " BODY=8BITMIME",
            "RCPT TO:<bob@example.test>\r\n",
            "RCPT TO:<victim@example.net>\r\n",
            "RCPT TO:<bob@example.test> NOTIFY=NEVER",
            "DATA\r\n",
            ".\r\n",
            "\r\n.\r\n",
            "\n.\n",
            "\r.\r",
            "BDAT 5\r\n",
            "BDAT 0 LAST\r\n",
            "BDAT 99999999999999999999\r\n",
            "RSET\r\n",
            "QUIT\r\n",
            "NOOP\r\n",
            "AUTH PLAIN",
            "AUTH LOGIN\r\n",
            " AGFsaWNlAHg=\r\n",
            "*\r\n",
            "VRFY x\r\n",
            "\r\n",
            "\n",
            "\r",
            "\0",
            " ",
            ":",
            "<",
            ">",
            "@",
            "\"",
            "\\",
            "%",
            "!",
            "[127.0.0.1]",
            "\u00e4",
            "x".repeat(600),
            "A: b\r\n",
            "XCLIENT ADDR=1.2.3.4\r\n",
            "XFORWARD NAME=x\r\n",
            "HELP\r\n",
            "ETRN x\r\n",
            "GET / HTTP/1.0\r\n");

    @TempDir
    Path folder;

    private static String noise(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(
                    random.nextInt(6) == 0
                            ? String.valueOf((char) random.nextInt(256))
                            : WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    @Test
    void everyState() throws Exception {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        System.out.println("SmtpFuzzTest seed " + seed);
        var random = new Random(seed);
        try (var house = new SmtpHouse(folder)) {
            var limits = new SmtpSettings.Limits(5000, 3, 1000, 10, 1000, 1000, 1000);
            var smtp =
                    house.listen(SmtpHouse.settings(Service.SMTP).with(limits)).endpoint();
            var lmtp =
                    house.listen(SmtpHouse.settings(Service.LMTP).with(limits)).endpoint();
            List<Function<SmtpClient, SmtpClient>> states = new ArrayList<>();
            states.add(state(client -> client.expect("220")));
            states.add(state(SmtpClient::hello));
            states.add(state(client -> client.hello().envelope()));
            states.add(state(client -> client.hello().envelope("bob@example.test")));
            states.add(
                    state(client -> client.hello().envelope("bob@example.test").send("DATA", "354")));
            states.add(
                    state(client -> client.hello().envelope("bob@example.test").send("BDAT 0", "250")));
            for (int round = 0; round < ROUNDS; round++) {
                var state = states.get(round % states.size());
                boolean isSmtp = random.nextInt(4) > 0;
                try (var client = new SmtpClient(isSmtp ? smtp : lmtp)) {
                    talk(isSmtp ? state.apply(client) : client.expect("220").send("LHLO x", "250"), random);
                }
            }
            while (house.deadlines.size() > 0) {
                Thread.sleep(5);
            }
            assertEquals(0, house.events.counted("session_bugs"), () -> "seed " + seed + " " + house.events.lines());
            house.queue
                    .all()
                    .forEach(kept -> kept.submission()
                            .recipients()
                            .forEach(recipient -> assertEquals(
                                    "example.test", recipient.address().host().toString(), "seed " + seed)));
            assertEquals(house.queue.all().size(), house.store.blobCount(), "no draft is left behind; seed " + seed);
        }
    }

    @Test
    void everyMessageComesThroughAsItWas() throws Exception {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        var random = new Random(seed);
        try (var house = new SmtpHouse(folder);
                var client = house.connect(Service.SMTP).hello()) {
            for (int round = 0; round < 60; round++) {
                String message = "A: 1\r\n\r\n" + lines(random);
                client.envelope("bob@example.test");
                if (random.nextBoolean()) {
                    client.send("DATA", "354 ");
                    inPieces(client, random, message.replace("\r\n.", "\r\n..") + ".\r\n");
                } else {
                    int cut = random.nextInt(message.length());
                    client.raw("BDAT " + cut + "\r\n" + message.substring(0, cut));
                    client.expect("250 ");
                    client.raw("BDAT " + (message.length() - cut) + " LAST\r\n");
                    inPieces(client, random, message.substring(cut));
                }
                client.expect("250 2.0.0 queued");
                String kept = house.queue.all().getLast().text();
                assertEquals(message, kept.substring(kept.indexOf("A: 1")), "seed " + seed + " round " + round);
            }
        }
    }

    private static String lines(Random random) {
        var text = new StringBuilder();
        for (int line = random.nextInt(40); line > 0; line--) {
            text.append(".".repeat(random.nextInt(3)));
            for (int i = random.nextInt(200); i > 0; i--) {
                char c = (char) random.nextInt(256);
                text.append(c == '\r' || c == '\n' ? '.' : c);
            }
            text.append("\r\n");
        }
        return text.toString();
    }

    private static void inPieces(SmtpClient client, Random random, String text) throws IOException {
        int at = 0;
        while (at < text.length()) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(1500));
            client.raw(text.substring(at, end));
            at = end;
        }
    }

    private interface Step {
        SmtpClient apply(SmtpClient client) throws IOException;
    }

    private static Function<SmtpClient, SmtpClient> state(Step step) {
        return client -> {
            try {
                return step.apply(client);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
    }

    private static void talk(SmtpClient client, Random random) {
        try {
            for (int i = random.nextInt(4); i >= 0; i--) {
                client.raw(noise(random));
            }
        } catch (IOException _) {
            // the session has ended it, which it may
        }
    }
}
