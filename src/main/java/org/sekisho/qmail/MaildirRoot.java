package org.sekisho.qmail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/// Opens the files of a Maildir or of another folder, and no others: its user may put a link in the place of any folder
/// of it, at any
/// moment, and the reader may read everybody's mail.
/// @param key tells this folder from every other that may stand in its place later
public record MaildirRoot(Path path, String key) {
    private static final Set<OpenOption> READ = Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

    /// @throws java.nio.file.NoSuchFileException there is no Maildir
    public static MaildirRoot of(Path path) throws IOException {
        return new MaildirRoot(
                path, key(Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)));
    }

    private static String key(BasicFileAttributes attributes) {
        return String.valueOf(attributes.fileKey());
    }

    /// @param file below the Maildir
    public InputStream open(Path file) throws IOException {
        try (DirectoryStream<Path> top = Files.newDirectoryStream(path)) {
            if (!(top instanceof SecureDirectoryStream<Path> folder)) { // not on a Unix
                return Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
            }
            BasicFileAttributes now =
                    folder.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
            if (!key.equals(key(now))) {
                throw new FileSystemException(path.toString(), null, "replaced while it was read");
            }
            return open(folder, path.relativize(file));
        }
    }

    private static InputStream open(SecureDirectoryStream<Path> folder, Path way) throws IOException {
        Path first = way.getName(0);
        if (way.getNameCount() == 1) {
            return Channels.newInputStream(folder.newByteChannel(first, READ));
        }
        try (SecureDirectoryStream<Path> next = folder.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
            return open(next, way.subpath(1, way.getNameCount()));
        }
    }
}
