package org.sekisho.qmail;

import java.nio.file.Path;

/// Where something stands.
/// @param line from 1; 0 is the file as a whole
public record Place(Path file, int line) {
    static Place of(Path file) {
        return new Place(file, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? file.toString() : file + ":" + line;
    }
}
