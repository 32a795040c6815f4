package org.sekisho.smtp.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.sekisho.accounts.Service;
import org.sekisho.testing.TranscriptRunner;

/// The dialogues under `src/test/resources/transcripts`.
final class SmtpTranscriptTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> smtp() throws IOException {
        return TranscriptRunner.folder("smtp", this::start);
    }

    @TestFactory
    Stream<DynamicTest> submission() throws IOException {
        return TranscriptRunner.folder("submission", this::start);
    }

    @TestFactory
    Stream<DynamicTest> lmtp() throws IOException {
        return TranscriptRunner.folder("lmtp", this::start);
    }

    private TranscriptRunner.Server start(Map<String, String> config) throws Exception {
        if (!config.isEmpty()) {
            throw new IllegalArgumentException("nothing to configure here: " + config);
        }
        var house = new SmtpHouse(folder);
        return new TranscriptRunner.Server() {
            @Override
            public InetSocketAddress address(String service) {
                try {
                    return house.listen(SmtpHouse.settings(Service.valueOf(service.toUpperCase(Locale.ROOT))))
                            .endpoint();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            }

            @Override
            public void close() {
                house.close();
            }
        };
    }
}
