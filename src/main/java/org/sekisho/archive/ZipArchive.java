package org.sekisho.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.SystemFlag;

/// Reads a zip of messages. Nothing is ever written by a name it holds, and what unpacks to more than mail can
/// is given up.
final class ZipArchive {
    static final long MAX_MESSAGE = 1L << 30; // octets
    private static final long FREE = 1L << 30; // octets, whatever the file's size
    private static final long MAX_RATIO = 200; // of all messages to the file; deflate reaches 1,032, mail 10

    private final ZipFile zip;
    private final ArchiveReceiver receiver;
    private long left;
    private @Nullable String folder;
    private boolean wanted;

    private ZipArchive(ZipFile zip, long octets, ArchiveReceiver receiver) {
        this.zip = zip;
        this.receiver = receiver;
        this.left = FREE + octets * MAX_RATIO;
    }

    static void read(Path from, ArchiveReceiver receiver) throws IOException {
        try (ZipFile zip = new ZipFile(from.toFile(), StandardCharsets.UTF_8)) {
            var archive = new ZipArchive(zip, Files.size(from), receiver);
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                archive.entry(entries.nextElement());
            }
        }
    }

    private void entry(ZipEntry entry) throws IOException {
        String name = entry.getName();
        int slash = name.lastIndexOf('/');
        if (entry.isDirectory()) {
            folder(name.substring(0, slash));
            return;
        }
        if (!name.toLowerCase(Locale.ROOT).endsWith(ZipWriter.ENDING)) {
            receiver.note(name, "not a message: its name does not end with " + ZipWriter.ENDING);
            return;
        }
        folder(slash < 0 ? MailboxName.INBOX.value() : name.substring(0, slash));
        if (wanted) {
            Instant date = Optional.ofNullable(entry.getLastModifiedTime())
                    .map(time -> time.toInstant())
                    .orElse(Instant.EPOCH);
            var letter = new Letter(OptionalLong.empty(), flags(entry.getComment()), date, Optional.empty());
            receiver.message(letter, () -> new Measured(zip.getInputStream(entry), entry.getCrc()));
        }
    }

    private void folder(String path) throws IOException {
        if (path.equals(folder)) {
            return;
        }
        folder = path;
        try {
            MailboxName name = FileNames.parse(path);
            wanted = true;
            receiver.folder(new Folder(name, OptionalLong.empty(), OptionalLong.empty()));
        } catch (SyntaxError e) {
            wanted = false;
            receiver.note(path, e.getMessage() + "; its messages are left out");
        }
    }

    /// A comment that is anything else is none of ours.
    private static Flags flags(@Nullable String comment) {
        if (comment == null || comment.isEmpty()) {
            return Flags.NONE;
        }
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        var words = new StringBuilder();
        for (String word : comment.split(" ", -1)) {
            SystemFlag.named(word)
                    .ifPresentOrElse(system::add, () -> words.append(word).append(' '));
        }
        return new Flags(system, Keywords.of(words.toString(), Flags.MAX_KEYWORDS));
    }

    private final class Measured extends FilterInputStream {
        private final long expected;
        private final CRC32 crc = new CRC32();
        private long octets;

        Measured(InputStream in, long expected) {
            super(in);
            this.expected = expected;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = in.read(into, offset, length);
            if (count < 0 && crc.getValue() != expected) {
                throw new ZipException("its checksum is wrong");
            }
            crc.update(into, offset, Math.max(0, count));
            octets += Math.max(0, count);
            left -= Math.max(0, count);
            if (octets > MAX_MESSAGE || left < 0) {
                throw new IOException("it unpacks to more than a message, or an archive of mail, can be");
            }
            return count;
        }
    }
}
