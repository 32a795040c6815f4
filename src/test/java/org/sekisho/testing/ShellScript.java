package org.sekisho.testing;

import java.io.IOException;
import java.nio.file.Path;

/// Makes scripts that stand in for other programs.
public final class ShellScript {
    private ShellScript() {}

    /// Written by a process of its own: a script that this one has open for writing cannot be run ("text file
    /// busy"), and whatever another test starts at that moment inherits it.
    /// @param text with its first line
    public static Path write(Path file, String text) throws IOException {
        Process process = new ProcessBuilder(
                        "/bin/sh", "-c", "printf '%s' \"$1\" >\"$0\" && chmod 700 \"$0\"", file.toString(), text)
                .inheritIO()
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("cannot write " + file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return file;
    }
}
