package org.sekisho.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sekisho.cli.CommandLineEntry;
import org.sekisho.cli.ExitCode;
import org.sekisho.cli.Terminal;

/// Where a person types commands.
/// @param config the settings of the server that they ask
record Prompt(Path config) {
    record Result(int exitCode, String out, String err) {
        /// What it printed, when it went well.
        String good() {
            return said(ExitCode.GOOD);
        }

        String said(int expected) {
            assertEquals(expected, exitCode, this::toString);
            return exitCode == ExitCode.GOOD || exitCode == ExitCode.FOUND ? out : err;
        }

        List<JsonNode> json() throws IOException {
            var mapper = new ObjectMapper();
            List<JsonNode> rows = new ArrayList<>();
            for (String line : out.lines().toList()) {
                rows.add(mapper.readTree(line));
            }
            return rows;
        }
    }

    Result type(String... words) {
        return typeWith("", words);
    }

    /// @param in what the command reads from its standard input
    Result typeWith(String in, String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        var errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        var terminal = new Terminal(
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                outStream,
                errStream,
                Map.of(
                        "SEKISHO_CONFIG",
                        config.toString(),
                        "XDG_STATE_HOME",
                        config.resolveSibling("state").toString()),
                _ -> Optional.empty());
        int exitCode = CommandLineEntry.run(words, new Servers(outStream, errStream), terminal);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
