package org.sekisho.qmail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the folders of vpopmail are now. The files name them as they were on the machine that ran it; a copy of
/// the tree stands elsewhere.
/// @param vpopmail the folder that holds `domains`
record Relocation(Optional<Path> vpopmail) {
    private static final Path DOMAINS = Path.of("domains");

    Path of(Path written) {
        if (vpopmail.isEmpty()) {
            return written;
        }
        for (int i = 0; i + 1 < written.getNameCount(); i++) {
            if (written.getName(i).equals(DOMAINS)) {
                Path moved = vpopmail.get().resolve(written.subpath(i, written.getNameCount()));
                return Files.isDirectory(moved) ? moved : written;
            }
        }
        return written;
    }
}
