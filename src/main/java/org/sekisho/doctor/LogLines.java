package org.sekisho.doctor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/// Reads the lines of log files. Used by one thread.
final class LogLines {
    private static final int MAX_LINE = 16 * 1024; // octets that are kept

    private LogLines() {}

    /// @param log a file, also compressed with gzip, or a folder of multilog: `@…` in the order of time,
    /// `current`
    static void read(Path log, UnreadPlaces unread, Consumer<String> taker) {
        try {
            for (Path file : files(log)) {
                readFile(file, unread, taker);
            }
        } catch (IOException e) {
            unread.add(log.toString(), e);
        } catch (DirectoryIteratorException e) {
            unread.add(log.toString(), e);
        }
    }

    private static List<Path> files(Path log) throws IOException {
        if (!Files.isDirectory(log)) {
            return List.of(log);
        }
        var files = new ArrayList<Path>();
        try (var entries = Files.newDirectoryStream(log, "{@*,current}")) {
            entries.forEach(files::add);
        }
        Collections.sort(files); // "@" is before "c"
        return files;
    }

    private static void readFile(Path file, UnreadPlaces unread, Consumer<String> taker) {
        try (InputStream in = Files.newInputStream(file)) {
            lines(file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in, taker);
        } catch (IOException e) {
            unread.add(file.toString(), e);
        }
    }

    private static void lines(InputStream file, Consumer<String> taker) throws IOException {
        var in = new BufferedInputStream(file, MAX_LINE);
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet == '\n') {
                taker.accept(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else if (line.size() < MAX_LINE) {
                line.write(octet);
            }
        }
        if (line.size() > 0) {
            taker.accept(line.toString(StandardCharsets.UTF_8));
        }
    }
}
