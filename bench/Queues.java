import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Writes large queues for `bench/doctor`: `Queues qmail|postfix DIR MESSAGES`. One in three is one account's spam.
public class Queues {
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        int messages = Integer.parseInt(arguments[2]);
        for (int i = 0; i < messages; i++) {
            boolean spam = i % 3 == 0;
            String user = spam ? "alice@example.jp" : "user" + i % 500 + "@example.jp";
            if (arguments[0].equals("qmail")) {
                qmail(folder.resolve("queue"), i, user);
            } else {
                postfix(folder, i, user);
            }
        }
    }

    private static void qmail(Path queue, int number, String user) throws IOException {
        if (number == 0) {
            for (String name : new String[] {"todo", "intd", "bounce"}) {
                Files.createDirectories(queue.resolve(name));
            }
            for (String name : new String[] {"mess", "info", "local", "remote"}) {
                for (int split = 0; split < 23; split++) {
                    Files.createDirectories(queue.resolve(name).resolve(String.valueOf(split)));
                }
            }
        }
        String place = number % 23 + "/" + number;
        Files.writeString(
                queue.resolve("mess").resolve(place),
                "Received: (qmail 1 invoked from network); 1 Mar 2026 11:00:00 -0000\nReceived: from pc (HELO pc) (" + user
                        + "@198.51.100." + number % 250 + ")\n  by mx.example.jp with ESMTPA; 1 Mar 2026 11:00:00 -0000\n"
                        + "Subject: x\n\n" + "text text text text text text text text text\n".repeat(40));
        Files.writeString(queue.resolve("info").resolve(place), "F" + user + "\0");
        Files.writeString(queue.resolve("remote").resolve(place), "Tv" + number + "@site" + number % 900 + ".example\0");
    }

    private static void postfix(Path spool, int number, String user) throws IOException {
        if (number == 0) {
            for (String name : new String[] {"maildrop", "incoming", "active", "hold", "defer", "bounce"}) {
                Files.createDirectories(spool.resolve(name));
            }
            for (int hash = 0; hash < 16; hash++) {
                Files.createDirectories(spool.resolve("deferred").resolve(String.format(Locale.ROOT, "%X", hash)));
            }
        }
        var text = new ByteArrayOutputStream();
        for (String line : ("Received: from pc\nSubject: x\n\n" + "text text text text\n".repeat(100)).split("\n", -1)) {
            text.writeBytes(record('N', line));
        }
        var file = new ByteArrayOutputStream();
        file.writeBytes(record('C', String.format(Locale.ROOT, "%15d %15d %15d %15d %15d %15d", text.size(), 0, 1, 0, 0, 0)));
        file.writeBytes(record('T', System.currentTimeMillis() / 1000 - number % 9000 + " 0"));
        file.writeBytes(record('A', "client_address=198.51.100." + number % 250));
        file.writeBytes(record('A', "sasl_username=" + user));
        file.writeBytes(record('S', user));
        file.writeBytes(record('R', "v" + number + "@site" + number % 900 + ".example"));
        file.writeBytes(record('M', ""));
        file.writeBytes(text.toByteArray());
        file.writeBytes(record('X', ""));
        file.writeBytes(record('E', ""));
        String id = String.format(Locale.ROOT, "%05X%06X", number * 7919 & 0xfffff, number);
        Files.write(spool.resolve("deferred").resolve(id.substring(0, 1)).resolve(id), file.toByteArray());
    }

    private static byte[] record(char type, String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        var record = new ByteArrayOutputStream();
        record.write(type);
        int length = octets.length;
        for (; length > 0x7f; length >>= 7) {
            record.write(length & 0x7f | 0x80);
        }
        record.write(length);
        record.writeBytes(octets);
        return record.toByteArray();
    }
}
