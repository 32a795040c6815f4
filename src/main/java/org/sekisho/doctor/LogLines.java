package org.sekisho.doctor;

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
public final class LogLines {
    private static final int MAX_LINE = 16 * 1024; // octets that are kept
    private static final int BUFFER = 64 * 1024; // octets

    private LogLines() {}

    /// @param log a file, also compressed with gzip, or a folder of multilog: `@…` in the order of time,
    /// `current`
    /// @return how many octets there were, unpacked
    public static long read(Path log, UnreadPlaces unread, Consumer<String> taker) {
        long octets = 0;
        try {
            for (Path file : files(log)) {
                octets += readFile(file, unread, taker);
            }
        } catch (IOException e) {
            unread.add(log.toString(), e);
        } catch (DirectoryIteratorException e) {
            unread.add(log.toString(), e);
        }
        return octets;
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

    private static long readFile(Path file, UnreadPlaces unread, Consumer<String> taker) {
        try (InputStream in = Files.newInputStream(file)) {
            return lines(file.toString().endsWith(".gz") ? new GZIPInputStream(in, BUFFER) : in, taker);
        } catch (IOException e) {
            unread.add(file.toString(), e);
            return 0;
        }
    }

    /// Only what is kept of a line is held: one without an end costs no memory.
    private static long lines(InputStream in, Consumer<String> taker) throws IOException {
        byte[] buffer = new byte[BUFFER];
        var line = new ByteArrayOutputStream();
        long octets = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            octets += read;
            int from = 0;
            for (int i = 0; i < read; i++) {
                if (buffer[i] == '\n') {
                    keep(line, buffer, from, i);
                    taker.accept(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                    from = i + 1;
                }
            }
            keep(line, buffer, from, read);
        }
        if (line.size() > 0) {
            taker.accept(line.toString(StandardCharsets.UTF_8));
        }
        return octets;
    }

    private static void keep(ByteArrayOutputStream line, byte[] buffer, int from, int to) {
        line.write(buffer, from, Math.min(to - from, MAX_LINE - line.size()));
    }
}
