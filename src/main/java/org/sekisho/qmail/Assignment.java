package org.sekisho.qmail;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.sekisho.address.SyntaxError;

/// A line of `users/assign` (qmail-users(5)): whose the local address is.
/// @param prefix whether `local` is only how the address begins (`+`), not all of it (`=`)
/// @param local in lower case
/// @param extension for `+`, what is put before the rest of the address
public record Assignment(
        Place place, boolean prefix, String local, String user, Path home, String dash, String extension) {
    private static final int FIELDS = 8; // with the empty one behind the last colon

    /// @throws SyntaxError no such line
    static Assignment of(Line line) {
        String text = line.text();
        String[] fields = text.split(":", -1);
        boolean known = text.startsWith("=") || text.startsWith("+");
        if (!known || fields.length != FIELDS || !fields[FIELDS - 1].isEmpty()) {
            throw new SyntaxError("expected =local:user:uid:gid:home:dash:ext: or the same with +");
        }
        if (!fields[2].matches("[0-9]{1,10}") || !fields[3].matches("[0-9]{1,10}")) {
            throw new SyntaxError("uid and gid are numbers");
        }
        String local = fields[0].substring(1).toLowerCase(Locale.ROOT);
        return new Assignment(
                line.place(), text.startsWith("+"), local, fields[1], path(fields[4]), fields[5], fields[6]);
    }

    static Path path(String text) {
        try {
            Path path = Path.of(text);
            if (text.isEmpty() || !path.isAbsolute()) {
                throw new SyntaxError("not a path from the root: " + text);
            }
            return path;
        } catch (InvalidPathException _) {
            throw new SyntaxError("not a path");
        }
    }

    /// How the files begin that say what becomes of the addresses that begin with `start`.
    String dotQmail(String start) {
        return ".qmail" + dash + extension + start.substring(local.length());
    }
}
