package org.sekisho;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sekisho.testing.SourceNames;

/// ARCHITECTURE.md names only what there is.
class ArchitectureTest {
    private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+)(?:\\.([a-z]\\w*))?`");
    private static final Pattern FILE = Pattern.compile("\\]\\(([\\w./-]+)\\)|`((?:src|docs|rfc)/[\\w./-]+)`");

    @Test
    void everyNameInItExists() throws IOException {
        var names = SourceNames.read();
        var missing = new TreeSet<String>();
        Matcher found = NAME.matcher(Files.readString(Path.of("ARCHITECTURE.md")));
        while (found.find()) {
            boolean exists = found.group(2) == null
                    ? names.hasType(found.group(1))
                    : names.hasMethod(found.group(1), found.group(2));
            if (!exists) {
                missing.add(found.group());
            }
        }
        assertEquals("", String.join("\n", missing));
    }

    @Test
    void everyFileInItExists() throws IOException {
        var missing = new TreeSet<String>();
        Matcher found = FILE.matcher(Files.readString(Path.of("ARCHITECTURE.md")));
        while (found.find()) {
            String file = found.group(1) == null ? found.group(2) : found.group(1);
            if (!Files.exists(Path.of(file))) {
                missing.add(file);
            }
        }
        assertEquals("", String.join("\n", missing));
    }
}
