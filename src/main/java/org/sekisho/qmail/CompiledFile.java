package org.sekisho.qmail;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the compiled form of a file is: beside its text, with `.cdb` behind its name.
public final class CompiledFile {
    private static final String SUFFIX = ".cdb";

    private CompiledFile() {}

    /// The file itself when it is one already.
    static Path of(Path file) {
        Path name = file.getFileName();
        return isOne(file) || name == null ? file : file.resolveSibling(name + SUFFIX);
    }

    private static boolean isOne(Path file) {
        Path name = file.getFileName();
        return name != null && name.toString().endsWith(SUFFIX);
    }

    /// Whether there is only the compiled form, or a person has named it.
    static boolean isNeeded(Path file) {
        return isOne(file) || (!Files.exists(file) && Files.exists(of(file)));
    }

    /// Whether there is the file or its compiled form.
    public static boolean isEitherThere(Path file) {
        return Files.exists(file) || Files.exists(of(file));
    }
}
