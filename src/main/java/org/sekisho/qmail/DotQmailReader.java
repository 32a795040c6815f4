package org.sekisho.qmail;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// Reads `.qmail` files.
final class DotQmailReader {
    private final LineReader reader;
    private final Findings findings;

    DotQmailReader(LineReader reader, Findings findings) {
        this.reader = reader;
        this.findings = findings;
    }

    /// @return empty when there is no such file, or it cannot be read, which is reported
    Optional<DotQmail> read(Path file) {
        if (!(reader.read(file, LineReader.Owner.USER) instanceof TextFile.Lines(var lines))) {
            return Optional.empty();
        }
        List<Instruction> instructions = new ArrayList<>();
        for (Line line : lines) {
            if (line.text().isEmpty() || line.text().startsWith("#")) {
                continue;
            }
            try {
                instructions.add(instruction(line, file));
            } catch (SyntaxError | InvalidPathException e) {
                findings.add(line, String.valueOf(e.getMessage()));
            }
        }
        boolean blank = lines.stream().allMatch(line -> line.text().isEmpty());
        return Optional.of(new DotQmail(file, blank, instructions));
    }

    /// The files of a folder whose name begins with `start`, sorted.
    List<Path> list(Path directory, String start) {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                directory, entry -> entry.getFileName().toString().startsWith(start))) {
            entries.forEach(files::add);
        } catch (IOException | DirectoryIteratorException e) {
            findings.add(Place.of(directory), "", "cannot be listed: " + e);
        }
        return files.stream().sorted().toList();
    }

    private static Instruction instruction(Line line, Path file) {
        String text = line.text();
        return switch (text.charAt(0)) {
            case '|' -> new Instruction.Run(line, text.substring(1).strip());
            case '.', '/' ->
                text.endsWith("/")
                        ? new Instruction.IntoMaildir(
                                line, file.resolveSibling(text).normalize())
                        : new Instruction.IntoMbox(
                                line, file.resolveSibling(text).normalize());
            default -> new Instruction.Forward(line, address(text.startsWith("&") ? text.substring(1) : text));
        };
    }

    private static String address(String text) {
        String address = text.strip();
        Mailbox.of(address.indexOf('@') < 0 ? address + "@local.invalid" : address);
        return address;
    }
}
