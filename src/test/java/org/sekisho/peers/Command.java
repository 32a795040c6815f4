package org.sekisho.peers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a program to its end and keeps what it printed.
/// @param exitCode of the program
/// @param output standard output and error together
record Command(int exitCode, String output) {
    private static final int LIMIT_SECONDS = 60;

    static Command run(Path folder, String input, List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        Thread.ofVirtual().start(() -> {
            try (var out = process.getOutputStream()) {
                out.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // the program did not want to read all of it; its exit code says what matters
            }
        });
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("still running after " + LIMIT_SECONDS + " s: " + words + "\n" + output);
        }
        return new Command(process.exitValue(), output);
    }

    static Command run(Path folder, String... words) throws IOException, InterruptedException {
        return run(folder, "", List.of(words));
    }

    /// This result, if the program was content.
    Command good() {
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + "\n" + output);
        }
        return this;
    }
}
