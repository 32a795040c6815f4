package org.sekisho.qmail;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// Reads the control files and takes every line that follows its file's grammar.
final class ControlsReader {
    private static final String MORERCPTHOSTS_CDB = "morercpthosts.cdb";
    private static final String NUMBER = "[0-9]{1,18}";

    private final LineReader reader;
    private final Findings findings;
    private final List<Route> routes = new ArrayList<>();

    ControlsReader(LineReader reader, Findings findings) {
        this.reader = reader;
        this.findings = findings;
    }

    Controls read(Path directory) {
        Map<ControlFile, TextFile> files = new EnumMap<>(ControlFile.class);
        for (ControlFile file : ControlFile.values()) {
            TextFile text = text(directory, file);
            files.put(file, text instanceof TextFile.Lines(var lines) ? understood(file, lines) : text);
        }
        reportOthers(directory);
        return new Controls(directory, files);
    }

    /// qmail-smtpd reads `morercpthosts.cdb` only; its text is better to read, and names lines.
    private TextFile text(Path directory, ControlFile file) {
        Path path = directory.resolve(file.fileName());
        return file == ControlFile.MORERCPTHOSTS && CompiledFile.isNeeded(path)
                ? reader.readCompiled(CompiledFile.of(path), CompiledRule::domain)
                : reader.read(path, LineReader.Owner.ADMINISTRATOR);
    }

    /// Of the file that was read; the lines in [Controls] are without passwords.
    List<Route> routes() {
        return routes;
    }

    private TextFile understood(ControlFile file, List<Line> lines) {
        List<Line> good = new ArrayList<>();
        for (Line line : lines) {
            boolean comment = line.text().startsWith("#") && !file.form().isOneLine();
            if (line.text().isEmpty() || comment) {
                continue;
            }
            if (file.form().isOneLine() && line.place().line() > 1) {
                findings.add(line, "qmail reads the first line only");
                continue;
            }
            try {
                check(file.form(), line);
                good.add(shown(file, line));
            } catch (SyntaxError e) {
                findings.add(shown(file, line), String.valueOf(e.getMessage()));
            }
        }
        return new TextFile.Lines(good);
    }

    private static Line shown(ControlFile file, Line line) {
        boolean secret = file == ControlFile.SMTPROUTES || file == ControlFile.AUTHSENDERS;
        return secret ? new Line(line.place(), Route.withoutPassword(line.text())) : line;
    }

    private void check(ControlFile.Form form, Line line) {
        String text = line.text();
        switch (form) {
            case DOMAIN, DOMAINS -> Domain.of(text);
            case NUMBER -> {
                if (!text.matches(NUMBER)) {
                    throw new SyntaxError("not a number");
                }
            }
            case WORD -> {}
            case PATTERNS -> checkPattern(text);
            case SENDERS -> {
                if (text.startsWith("@")) {
                    Domain.of(text.substring(1));
                } else {
                    Mailbox.of(text);
                }
            }
            case ROUTES -> routes.add(Route.of(line));
            case SENDER_ROUTES -> routes.add(Route.ofSender(line));
            case VIRTUALS -> VirtualDomain.of(line);
        }
    }

    /// What begins and ends with a dot is a pattern, too: it matches domains that are written with a dot at their
    /// end.
    private static void checkPattern(String text) {
        if (text.contains("@")) { // "addresses" in rcpthosts match nothing
            throw new SyntaxError("an address where a domain is expected");
        }
        if (!text.startsWith(".") || !text.endsWith(".")) {
            Domain.of(text.startsWith(".") ? text.substring(1) : text);
        }
    }

    private void reportOthers(Path directory) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (ControlFile.of(name).isPresent() || name.equals(MORERCPTHOSTS_CDB)) {
                    continue;
                }
                findings.add(Place.of(entry), "", "this control file has no counterpart that is carried over");
            }
        } catch (IOException | DirectoryIteratorException e) {
            findings.add(Place.of(directory), "", "cannot be listed: " + e);
        }
    }
}
