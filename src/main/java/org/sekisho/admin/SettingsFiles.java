package org.sekisho.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sekisho.config.RouteSender;
import org.sekisho.migration.Proposal;

/// Settings of the old server as files in the data folder, which only the server's user can read: passwords are
/// shown nowhere else.
record SettingsFiles(Path folder) {
    private static final String NAME = "imported-routes.toml";

    /// @return the file with the text for the settings file
    Path write(Proposal proposal) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        for (Proposal.Login login : proposal.logins()) {
            write(folder.resolve(login.fileName()), login.password().value() + "\n");
        }
        Path file = folder.resolve(NAME);
        write(file, proposal.keysAsComments() + proposal.routes(folder.toString()));
        return file;
    }

    private static void write(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, text.getBytes(StandardCharsets.UTF_8), StandardOpenOption.WRITE);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Each route by itself, without its password.
    List<Map<String, Object>> routes(Proposal proposal) {
        List<Map<String, Object>> routes = new ArrayList<>();
        for (Proposal.Way way : proposal.ways()) {
            var one = new Proposal(List.of(), List.of(way));
            routes.add(Fields.of(
                    "sender",
                    way.key().sender().map(RouteSender::written),
                    "domain",
                    way.key().domain().written(),
                    "toml",
                    one.routes(folder.toString())));
        }
        return routes;
    }
}
