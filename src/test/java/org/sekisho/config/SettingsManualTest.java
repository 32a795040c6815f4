package org.sekisho.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The manual and the example say what the reader knows; `-Dupdate` writes them again.
class SettingsManualTest {
    @Test
    void theEnglishPageIsUpToDate() throws IOException {
        check("docs/manual/settings.md", SettingsManual.english());
    }

    @Test
    void theJapanesePageIsUpToDate() throws IOException {
        check("docs/manual/settings.ja.md", SettingsManual.japanese());
    }

    @Test
    void theExampleIsUpToDateAndCanBeRead() throws IOException, SettingsException {
        check("docs/sekisho.example.toml", SettingsManual.example());
        SettingsReader.read(Path.of("docs/sekisho.example.toml"), Machine.unseen());
    }

    private static void check(String file, String text) throws IOException {
        if (System.getProperty("update") != null) {
            Files.writeString(Path.of(file), text);
        }
        assertEquals(Files.readString(Path.of(file)), text, file + ": run this test with -Dupdate");
    }
}
