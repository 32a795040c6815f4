package org.sekisho.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.SystemFlag;

/// A zip with a folder for each mailbox and a file `UID.eml` for each message, octet by octet. Its time is the
/// internal date, its comment the flags as IMAP writes them.
final class ZipWriter implements ArchiveWriter {
    static final String ENDING = ".eml";

    private static final FileTime NO_DATE = FileTime.from(Instant.parse("2000-01-01T00:00:00Z"));

    private final Unfinished target;
    private final ZipOutputStream out;
    private final FileNames names = new FileNames();
    private String folder = "";

    ZipWriter(Path to) throws IOException {
        target = Unfinished.file(to);
        out = new ZipOutputStream(
                new BufferedOutputStream(Files.newOutputStream(target.path()), 1 << 16), StandardCharsets.UTF_8);
    }

    @Override
    public void folder(Folder next) throws IOException {
        folder = names.of(next.name()) + "/";
        var entry = new ZipEntry(folder);
        entry.setLastModifiedTime(NO_DATE); // unzip(1) takes a name without such a time for one of DOS
        out.putNextEntry(entry);
        out.closeEntry();
    }

    @Override
    public void message(Letter letter, Spool body) throws IOException {
        var entry = new ZipEntry(folder + letter.uid().orElseThrow() + ENDING);
        entry.setLastModifiedTime(FileTime.from(letter.internalDate()));
        entry.setComment(text(letter.flags()));
        out.putNextEntry(entry);
        try (InputStream in = body.open()) {
            in.transferTo(out);
        }
        out.closeEntry();
    }

    private static String text(Flags flags) {
        List<String> words = new ArrayList<>();
        for (SystemFlag flag : SystemFlag.values()) {
            if (flags.has(flag)) {
                words.add(flag.text());
            }
        }
        words.addAll(flags.keywords());
        return String.join(" ", words);
    }

    @Override
    public void finish() throws IOException {
        out.close();
        target.finish();
    }

    @Override
    public List<String> notes() {
        return names.notes();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
