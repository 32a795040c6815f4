package org.sekisho.qmail;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.SyntaxError;

/// The keywords that Courier keeps in the folder `courierimapkeywords`: in its file `:list` the names of all, an
/// empty line, and for each message that has some `name:0 2`, which counts the names from 0. What was changed since
/// stands in files of their own, a keyword a line: `name` is the newest, `.7.name` is older than `.8.name`.
/// @param byMessage by the unique part of the file name
record CourierKeywords(Map<String, List<String>> byMessage) {
    static final CourierKeywords NONE = new CourierKeywords(Map.of());
    private static final String DIRECTORY = "courierimapkeywords";
    private static final String LIST = ":list";
    private static final Pattern OLDER = Pattern.compile("\\.([0-9]{1,18})\\.(.+)");

    /// @param directory of the Maildir or of a folder in it
    static CourierKeywords read(Path directory, LineReader reader, Findings findings) {
        Path place = directory.resolve(DIRECTORY);
        if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            if (Files.isSymbolicLink(place)) {
                findings.add(Place.of(place), "", "a user's link is not followed");
            }
            return NONE;
        }
        Map<String, List<String>> words =
                list(reader.read(place.resolve(LIST), LineReader.Owner.USER).orNone(), findings);
        newest(place, findings).forEach((message, file) -> {
            if (reader.read(file, LineReader.Owner.USER) instanceof TextFile.Lines(var lines)) {
                words.put(message, lines.stream().map(Line::text).toList()); // an empty file takes all of them away
            }
        });
        return new CourierKeywords(words);
    }

    private static Map<String, List<String>> list(List<Line> lines, Findings findings) {
        List<String> names = new ArrayList<>();
        Map<String, List<String>> words = new HashMap<>();
        boolean ofMessages = false;
        for (Line line : lines) {
            if (ofMessages) {
                try {
                    message(line.text(), names, words);
                } catch (SyntaxError e) {
                    findings.add(line, String.valueOf(e.getMessage()));
                }
            } else if (line.text().isEmpty()) {
                ofMessages = true;
            } else {
                names.add(line.text());
            }
        }
        return words;
    }

    private static void message(String text, List<String> names, Map<String, List<String>> words) {
        int colon = text.indexOf(':');
        if (colon < 1) {
            throw new SyntaxError("expected a file name, a colon and numbers of keywords");
        }
        List<String> known = new ArrayList<>();
        for (String number : text.substring(colon + 1).split(" ", -1)) {
            if (!number.matches("[0-9]{1,4}") || Integer.parseInt(number) >= names.size()) {
                throw new SyntaxError("expected numbers of the keywords at the beginning of the file");
            }
            known.add(names.get(Integer.parseInt(number)));
        }
        words.put(text.substring(0, colon), known);
    }

    private record Change(long age, Path file) {}

    /// The last change of each message that has one.
    private static Map<String, Path> newest(Path place, Findings findings) {
        Map<String, Change> changes = new HashMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                Optional<String> message = message(name);
                message.ifPresent(unique -> changes.merge(
                        unique, new Change(age(name), entry), (one, other) -> one.age() >= other.age() ? one : other));
            }
        } catch (IOException | DirectoryIteratorException e) {
            findings.add(Place.of(place), "", "cannot be listed: " + e);
        }
        Map<String, Path> files = new HashMap<>();
        changes.forEach((message, change) -> files.put(message, change.file()));
        return files;
    }

    /// @return empty: `:list`, or a file that is just being written
    private static Optional<String> message(String name) {
        Matcher older = OLDER.matcher(name);
        if (older.matches()) {
            return Optional.of(older.group(2));
        }
        return name.startsWith(".") || name.equals(LIST) ? Optional.empty() : Optional.of(name);
    }

    private static long age(String name) {
        Matcher older = OLDER.matcher(name);
        return older.matches() ? Long.parseLong(older.group(1)) : Long.MAX_VALUE;
    }

    List<String> of(String unique) {
        return byMessage.getOrDefault(unique, List.of());
    }
}
