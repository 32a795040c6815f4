package org.sekisho.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/// The machine's users: the kernel's answer comes as a name, the gate counts by number.
/// @param passwd passwd(5)
public record Users(Path passwd) {
    public static final Users OF_SYSTEM = new Users(Path.of("/etc/passwd"));

    /// @param name as the kernel's number was translated; the number itself for a user without a name
    /// @return empty for a user that only a directory service knows: it cannot be told here
    OptionalLong uid(String name) throws IOException {
        if (name.matches("[0-9]{1,10}")) {
            return OptionalLong.of(Long.parseLong(name));
        }
        for (String line : Files.readAllLines(passwd, StandardCharsets.ISO_8859_1)) {
            String[] fields = line.split(":", 4);
            if (fields.length == 4 && fields[0].equals(name) && fields[2].matches("[0-9]{1,10}")) {
                return OptionalLong.of(Long.parseLong(fields[2]));
            }
        }
        return OptionalLong.empty();
    }
}
