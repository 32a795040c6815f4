package org.sekisho.archive;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// A file or folder that has `.part` behind its name until it is whole. It is its owner's only: it holds mail.
final class Unfinished {
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path target;
    private final Path part;

    private Unfinished(Path target) throws IOException {
        this.target = target.toAbsolutePath().normalize();
        this.part = this.target.resolveSibling(this.target.getFileName() + ".part");
        requireAbsent(this.target);
    }

    static Unfinished file(Path target) throws IOException {
        var unfinished = new Unfinished(target);
        newFile(unfinished.part);
        return unfinished;
    }

    static Unfinished folder(Path target) throws IOException {
        var unfinished = new Unfinished(target);
        newFolder(unfinished.part);
        return unfinished;
    }

    /// Follows no link, and opens nothing that is there.
    static void newFile(Path path) throws IOException {
        Files.createFile(path, mode("rw-------"));
    }

    static void newFolder(Path path) throws IOException {
        Files.createDirectory(path, mode("rwx------"));
    }

    private static FileAttribute<?>[] mode(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    Path path() {
        return part;
    }

    void finish() throws IOException {
        requireAbsent(target);
        Files.move(part, target);
    }

    private static void requireAbsent(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(path.toString());
        }
    }
}
