package org.sekisho.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The side of a synchronising program that is on this machine: folders of Maildir, each message known by its number.
final class LocalMaildir {
    private static final String MARK = "Message-ID: <number-";

    private final Path folder;
    private final String separator;

    /// Folders in folders, as mbsync's Verbatim has them.
    LocalMaildir(Path folder) throws IOException {
        this(folder, "/");
    }

    LocalMaildir(Path folder, String separator) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.separator = separator;
    }

    /// @param box with dots between the names
    /// @param flags in the letters of Maildir, sorted
    void add(String box, int number, String flags) throws IOException {
        write(box, number, flags, """
                From: Writer <writer@elsewhere.test>
                To: alice@example.test
                Subject: message %1$d
                Date: Tue, 24 Nov 2026 10:00:00 +0900
                %2$s%1$d@elsewhere.test>

                This is message %1$d.
                """.formatted(number, MARK));
    }

    void flag(String box, int number, String flags) throws IOException {
        Path file = file(box, number);
        Files.move(file, box(box).resolve("cur").resolve(name(file) + ":2," + flags));
    }

    void remove(String box, int number) throws IOException {
        Files.delete(file(box, number));
    }

    /// As a mail program does it: a new file there, none here.
    void move(String box, int number, String to) throws IOException {
        Path file = file(box, number);
        String flags = flags(file);
        String text = Files.readString(file);
        Files.delete(file);
        write(to, number, flags, text);
    }

    /// `folder number flags` of every message, sorted.
    List<String> messages() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files(folder)) {
            Path box = mailbox(file);
            found.add(
                    folder.relativize(box).toString().replace(separator, ".") + " " + number(file) + " " + flags(file));
        }
        found.sort(null);
        return found;
    }

    private void write(String box, int number, String flags, String text) throws IOException {
        Path at = box(box);
        for (String part : List.of("cur", "new", "tmp")) {
            Files.createDirectories(at.resolve(part));
        }
        Files.writeString(at.resolve("cur").resolve("1795500000." + number + ".here:2," + flags), text);
    }

    private Path box(String box) {
        return folder.resolve(box.replace(".", separator));
    }

    private Path file(String box, int number) throws IOException {
        for (Path file : files(box(box))) {
            if (number(file) == number && mailbox(file).equals(box(box))) {
                return file;
            }
        }
        throw new AssertionError("no message " + number + " in " + box + " of " + folder + ": " + messages());
    }

    private static Path mailbox(Path file) {
        return parent(parent(file));
    }

    private static Path parent(Path path) {
        return Objects.requireNonNull(path.getParent());
    }

    private static List<Path> files(Path below) throws IOException {
        try (Stream<Path> files = Files.walk(below)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> parent(file).endsWith("cur") || parent(file).endsWith("new"))
                    .toList();
        }
    }

    private static int number(Path file) throws IOException {
        String text = Files.readString(file);
        int from = text.indexOf(MARK) + MARK.length();
        return Integer.parseInt(text.substring(from, text.indexOf('@', from)));
    }

    /// Without `,U=…` that mbsync keeps in the name.
    private static String name(Path file) {
        String name = file.getFileName().toString();
        int flags = name.indexOf(":2,");
        return flags < 0 ? name : name.substring(0, flags);
    }

    private static String flags(Path file) {
        String name = file.getFileName().toString();
        int from = name.indexOf(":2,");
        if (from < 0) {
            return "";
        }
        char[] flags = name.substring(from + 3).toCharArray();
        Arrays.sort(flags);
        return new String(flags);
    }
}
