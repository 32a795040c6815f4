package org.sekisho.peers;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs a program to its end and keeps what it printed.
/// @param exitCode of the program
/// @param output standard output and error together
record Command(int exitCode, String output) {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    static Command run(Path folder, String input, List<String> words) throws IOException {
        return run(folder, LIMIT, input, words);
    }

    /// @param limit how long it may run
    static Command run(Path folder, Duration limit, String input, List<String> words) throws IOException {
        Path printed =
                Files.createTempFile(folder, "output", ".txt"); // not a pipe: daemons it starts would keep it open
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            // the program did not want to read all of it; its exit code says what matters
        }
        try {
            if (!process.waitFor(limit)) {
                throw new IOException(
                        "still running after " + limit.toSeconds() + " s: " + words + "\n" + Files.readString(printed));
            }
            return new Command(process.exitValue(), Files.readString(printed));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted: " + words);
        } finally {
            process.destroyForcibly();
        }
    }

    static Command run(Path folder, String... words) throws IOException {
        return run(folder, "", List.of(words));
    }

    /// Lets programs that run as other users reach a folder.
    static void letOthersIn(Path folder) throws IOException {
        for (@Nullable Path above = folder; above != null && above.getNameCount() > 1; above = above.getParent()) {
            run(folder, "chmod", "a+x", above.toString()).good();
        }
    }

    /// This result, if the program was content.
    Command good() {
        if (exitCode != 0) {
            throw new AssertionError("exit code " + exitCode + "\n" + output);
        }
        return this;
    }

    /// This result, if the program was not, and said this.
    Command bad(String words) {
        if (exitCode == 0 || !output.contains(words)) {
            throw new AssertionError("exit code " + exitCode + ", expected " + words + "\n" + output);
        }
        return this;
    }
}
