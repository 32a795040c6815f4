package org.sekisho.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;

/// Writes a queue as qmail does. Inode numbers are made up: nothing here depends on their being true.
final class FabricatedQueue {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final int SPLIT = 23; // qmail's conf-split

    private final Path queue;
    private int inode = 1_000_000;

    FabricatedQueue(Path qmail) throws IOException {
        queue = qmail.resolve("queue");
        for (String folder : new String[] {"mess", "info", "local", "remote"}) {
            for (int i = 0; i < SPLIT; i++) {
                Files.createDirectories(queue.resolve(folder).resolve(String.valueOf(i)));
            }
        }
        for (String folder : new String[] {"todo", "intd", "bounce"}) {
            Files.createDirectories(queue.resolve(folder));
        }
    }

    Path folder(String name) {
        return queue.resolve(name);
    }

    /// @param remote the recipients elsewhere, with the letters T or D before them
    void message(String head, Duration age, String sender, String... remote) throws IOException {
        int number = inode++;
        write("mess", number, head + "Subject: x\n\nx\n");
        Files.setLastModifiedTime(path("mess", number), FileTime.from(NOW.minus(age)));
        write("info", number, "F" + sender + "\0");
        write("remote", number, String.join("\0", remote) + "\0");
    }

    void unprocessed(String head, String envelope) throws IOException {
        int number = inode++;
        write("mess", number, head + "\nx\n");
        Files.writeString(queue.resolve("todo").resolve(String.valueOf(number)), envelope);
    }

    private Path path(String folder, int number) {
        return queue.resolve(folder).resolve(String.valueOf(number % SPLIT)).resolve(String.valueOf(number));
    }

    private void write(String folder, int number, String text) throws IOException {
        Files.writeString(path(folder, number), text, StandardCharsets.UTF_8);
    }

    static String network(String client, String protocol) {
        return "Received: (qmail 4711 invoked from network); 1 Mar 2026 11:00:00 -0000\n"
                + "Received: from unknown (HELO pc) (" + client + ")\n"
                + "  by mail.example.jp with " + protocol + "; 1 Mar 2026 11:00:00 -0000\n";
    }

    static String uid(int uid) {
        return "Received: (qmail 4711 invoked by uid " + uid + "); 1 Mar 2026 11:00:00 -0000\n";
    }
}
