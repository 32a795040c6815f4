package org.sekisho.app;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The secret by which DNS records tell this user's checks from everybody else's: a file that only they can read.
final class CheckKey {
    private static final int OCTETS = 32;

    private CheckKey() {}

    /// Makes it at the first use.
    /// @throws IOException it cannot be read, or is not what was written
    static byte[] in(Path folder, RandomGenerator random) throws IOException {
        Path file = folder.resolve("relay-check.key");
        if (!Files.exists(file)) {
            write(file, random);
        }
        byte[] key;
        try {
            key = HexFormat.of().parseHex(Files.readString(file).strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is damaged: remove it, and publish the new record", e);
        }
        if (key.length != OCTETS) {
            throw new IOException(file + " is damaged: remove it, and publish the new record");
        }
        return key;
    }

    private static void write(Path file, RandomGenerator random) throws IOException {
        Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
        byte[] key = new byte[OCTETS];
        random.nextBytes(key);
        Path draft = Files.createTempFile(
                folder,
                "relay-check",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(draft, HexFormat.of().formatHex(key) + "\n");
            Files.createLink(file, draft); // whole, or not at all; never over another one's
        } catch (FileAlreadyExistsException _) {
            // another check was first: its key counts
        } finally {
            Files.delete(draft);
        }
    }
}
