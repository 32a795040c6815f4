package org.sekisho.archive;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.MailboxList;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.qmail.MaildirRoot;

/// Finds the mailboxes of an mbox: one file, or a folder of files whose names end with `.mbox`. Links below it
/// are not followed, not even those that come while it is read: who owns the folder may not be who reads it.
final class MboxFiles {
    private static final int MAX_FILES = MailboxList.MAX_MAILBOXES;
    private static final int MAX_DEPTH = 64;

    private MboxFiles() {}

    static void read(Path from, boolean flags, ArchiveReceiver receiver) throws IOException {
        if (Files.isRegularFile(from)) {
            read(from, name(from.getFileName().toString()), () -> Files.newInputStream(from), flags, receiver);
            return;
        }
        if (!Files.isDirectory(from)) {
            throw new NoSuchFileException(from.toString());
        }
        Path folder = from.toRealPath();
        MaildirRoot root = MaildirRoot.of(folder);
        for (Path file : files(folder, receiver)) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            read(file, path, () -> root.open(file), flags, receiver);
        }
    }

    private static String name(String file) {
        return file.equalsIgnoreCase("inbox") || file.equalsIgnoreCase("mbox") ? "INBOX" : file;
    }

    private static void read(Path file, String path, MboxReader.Opened opened, boolean flags, ArchiveReceiver receiver)
            throws IOException {
        MailboxName name;
        try {
            boolean ended = path.toLowerCase(Locale.ROOT).endsWith(MboxWriter.ENDING);
            name = FileNames.parse(ended ? path.substring(0, path.length() - MboxWriter.ENDING.length()) : path);
        } catch (SyntaxError e) {
            receiver.note(file.toString(), String.valueOf(e.getMessage()));
            return;
        }
        receiver.folder(new Folder(name, OptionalLong.empty(), OptionalLong.empty()));
        new MboxReader(file, opened, flags, receiver).run();
    }

    private static List<Path> files(Path from, ArchiveReceiver receiver) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(from, Set.of(), MAX_DEPTH, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean wanted =
                        file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(MboxWriter.ENDING);
                if (wanted && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    receiver.note(file.toString(), "not a file");
                } else if (wanted && found.size() < MAX_FILES) {
                    found.add(file);
                } else if (wanted) {
                    throw new IOException(from + " holds more than " + MAX_FILES + " mailboxes");
                }
                return FileVisitResult.CONTINUE;
            }
        });
        found.sort(null);
        return found;
    }
}
