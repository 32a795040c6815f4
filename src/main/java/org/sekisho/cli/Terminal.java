package org.sekisho.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;

/// Where a command reads and writes.
public record Terminal(
        InputStream in, PrintStream out, PrintStream err, Map<String, String> environment, Prompt prompt) {
    /// Asks a person for a password.
    public interface Prompt {
        /// @return empty when there is nobody to ask
        Optional<String> password(String question);
    }

    public static Terminal ofProcess() {
        return new Terminal(System.in, System.out, System.err, System.getenv(), Terminal::ask);
    }

    private static Optional<String> ask(String question) {
        return Optional.ofNullable(System.console())
                .filter(Console::isTerminal)
                .map(console -> console.readPassword("%s: ", question))
                .map(String::valueOf);
    }
}
