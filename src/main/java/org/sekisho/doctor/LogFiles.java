package org.sekisho.doctor;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds what was renamed when a log was begun anew: `maillog.1`, `maillog.2.gz`, `maillog-20260301`.
public final class LogFiles {
    private static final Pattern RENAMED = Pattern.compile("(?:[.-][0-9]{1,14})(?:\\.gz)?");
    private static final Duration BACK = Duration.ofDays(8); // a week, and the day on which it was renamed

    private record Dated(Path file, Instant written) {}

    private LogFiles() {}

    /// @param logs as a person named them
    /// @return these and what belongs to them from the week before, the oldest first, each once
    public static List<Path> of(List<Path> logs) {
        Set<Path> all = new LinkedHashSet<>();
        for (Path log : logs) {
            try {
                all.addAll(older(log, logs));
            } catch (IOException | DirectoryIteratorException _) {
                all.remove(log); // the folder cannot be listed; whether the log can be read, its reader says
            }
            all.add(log);
        }
        return List.copyOf(all);
    }

    private static List<Path> older(Path log, List<Path> named) throws IOException {
        Path name = log.getFileName();
        Path folder = log.toAbsolutePath().getParent();
        if (name == null || folder == null || !Files.isRegularFile(log)) {
            return List.of();
        }
        Instant since = Files.getLastModifiedTime(log).toInstant().minus(BACK);
        var found = new ArrayList<Dated>();
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String file = String.valueOf(entry.getFileName());
                boolean belongs = file.startsWith(name.toString())
                        && RENAMED.matcher(file.substring(name.toString().length()))
                                .matches();
                if (belongs && Files.isRegularFile(entry) && !isNamed(entry, named)) {
                    found.add(new Dated(entry, Files.getLastModifiedTime(entry).toInstant()));
                }
            }
        }
        found.removeIf(each -> each.written().isBefore(since));
        found.sort(Comparator.comparing(Dated::written));
        return found.stream().map(Dated::file).toList();
    }

    private static boolean isNamed(Path file, List<Path> named) {
        return named.stream().anyMatch(each -> each.toAbsolutePath().equals(file));
    }
}
