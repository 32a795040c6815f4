package org.sekisho.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.SystemFlag;

/// What is written into an archive comes back octet by octet, whatever it is; what others put into one does no
/// harm.
class ArchiveTest {
    private static final Instant DATE = Instant.parse("2011-07-08T12:08:34Z");

    @TempDir
    Path folder;

    private record Found(Letter letter, byte[] octets) {}

    /// What an archive holds, by mailbox.
    private static class Reading implements ArchiveReceiver {
        private final Map<String, List<Found>> mailboxes = new LinkedHashMap<>();
        private final Map<String, Folder> folders = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();
        private String now = "";

        List<Found> in(String mailbox) {
            return Objects.requireNonNull(mailboxes.get(mailbox), mailbox);
        }

        Folder folder(String mailbox) {
            return Objects.requireNonNull(folders.get(mailbox), mailbox);
        }

        @Override
        public void folder(Folder next) {
            now = next.name().value();
            folders.put(now, next);
            mailboxes.computeIfAbsent(now, _ -> new ArrayList<>());
        }

        @Override
        public void message(Letter letter, Body body) {
            try (InputStream in = body.open()) {
                mailboxes.computeIfAbsent(now, _ -> new ArrayList<>()).add(new Found(letter, in.readAllBytes()));
            } catch (IOException e) {
                notes.add(e.toString());
            }
        }

        @Override
        public void note(String where, String why) {
            notes.add(where + ": " + why);
        }
    }

    private static Reading read(Format format, Path from) throws IOException {
        var reading = new Reading();
        format.read(from, true, reading);
        return reading;
    }

    private static Folder folder(String name) {
        return new Folder(new MailboxName(name), OptionalLong.of(77), OptionalLong.of(500));
    }

    private static Letter letter(long uid, Flags flags) {
        return new Letter(OptionalLong.of(uid), flags, DATE, Optional.empty());
    }

    private static void write(ArchiveWriter writer, long uid, Flags flags, byte[] octets) throws IOException {
        try (Spool spool = new Spool()) {
            spool.write(octets, 0, octets.length);
            writer.message(letter(uid, flags), spool);
        }
    }

    private static List<byte[]> messages() {
        var random = new SplittableRandom(20_261_124);
        List<byte[]> all = new ArrayList<>();
        for (String text : List.of(
                "",
                "\r\n",
                "\n",
                "\n\n",
                "\r",
                "\r\r\n",
                "x",
                "Subject: x\r\n\r\nFrom here\r\n>From there\r\n>>From\r\n>Fro\r\n> From \r\nFrom ",
                "Subject: x\r\n\r\nFrom here\r\n>From there\r\n\r\nFrom MAILER-DAEMON Fri Jul  8 12:08:34 2011\r\n\r\n",
                "Status: RO\r\nSubject: its own\r\n\r\n\r\n\r\n",
                "Subject: bare\n\nlines\nFrom x\n\n",
                "Subject: mixed\r\n\r\na\rb\r\r\nc\n\r\n")) {
            all.add(text.getBytes(StandardCharsets.ISO_8859_1));
        }
        String[] pieces = {"\r", "\n", "\r\n", "From ", ">", "\r\nFrom ", "\n>From ", "Fro", "x", "Status: R", "\0"};
        for (int i = 0; i < 200; i++) {
            var text = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            all.add(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
        for (int size : List.of(Spool.IN_MEMORY - 1, Spool.IN_MEMORY, Spool.IN_MEMORY + 1, 3 * Spool.IN_MEMORY)) {
            byte[] large = new byte[size];
            for (int i = 0; i < size; i++) {
                large[i] = (byte) (i % 79 == 77 ? '\r' : i % 79 == 78 ? '\n' : random.nextInt(32, 256));
            }
            all.add(large);
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource
    void everyOctetComesBack(Format format) throws Exception {
        Path file = folder.resolve("archive");
        List<byte[]> messages = messages();
        var flags =
                new Flags(Set.of(SystemFlag.SEEN, SystemFlag.DRAFT, SystemFlag.DELETED), List.of("$Label1", "work"));
        try (ArchiveWriter writer = format.create(file, false, true)) {
            for (String name : List.of("INBOX", "Work/a.b", "空", "INBOX/Sub")) {
                writer.folder(folder(name));
                for (int i = 0; i < messages.size(); i++) {
                    write(writer, i + 1, i % 2 == 0 ? flags : Flags.NONE, messages.get(i));
                }
            }
            assertFalse(Files.exists(file), "it has its name before it is whole");
            writer.finish();
            assertEquals(List.of(), writer.notes());
        }
        Reading found = read(format, file);
        assertEquals(List.of(), found.notes);
        assertEquals(Set.of("INBOX", "Work/a.b", "空", "INBOX/Sub"), found.mailboxes.keySet());
        found.mailboxes.forEach((name, all) -> {
            assertEquals(messages.size(), all.size(), name);
            for (int i = 0; i < messages.size(); i++) {
                String which = name + " " + i;
                assertArrayEquals(messages.get(i), all.get(i).octets(), which);
                assertEquals(
                        i % 2 == 0 ? flags : Flags.NONE, all.get(i).letter().flags(), which);
                assertEquals(DATE, all.get(i).letter().internalDate(), which);
            }
        });
    }

    @Test
    void aMaildirKeepsUidsAndIsItsOwnersOnly() throws Exception {
        Path file = folder.resolve("archive");
        List<String> words =
                Stream.iterate(0, i -> i + 1).limit(30).map(i -> "word" + i).toList();
        try (ArchiveWriter writer = Format.MAILDIR.create(file, false, false)) {
            writer.folder(folder("INBOX"));
            write(writer, 7, Flags.of(SystemFlag.FLAGGED), new byte[] {'x', '\r', '\n'});
            write(writer, 400, new Flags(Set.of(), words), new byte[0]);
            writer.folder(folder("x".repeat(200) + "/" + "\uD83D\uDE00".repeat(13)));
            writer.finish();
            assertEquals(2, writer.notes().size(), writer.notes()::toString);
        }
        Reading found = read(Format.MAILDIR, file);
        assertEquals(OptionalLong.of(77), found.folder("INBOX").uidValidity());
        assertEquals(OptionalLong.of(500), found.folder("INBOX").nextUid());
        List<Found> inbox = found.in("INBOX");
        assertEquals(OptionalLong.of(7), inbox.get(0).letter().uid());
        assertEquals(26, inbox.get(1).letter().flags().keywords().size());
        assertTrue(inbox.get(0).letter().source().orElseThrow().endsWith(",S=2,W=3"));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @ParameterizedTest
    @EnumSource
    void nothingThatIsThereIsTouched(Format format) throws Exception {
        Path file = Files.writeString(folder.resolve("archive"), "mine");
        assertThrows(FileAlreadyExistsException.class, () -> format.create(file, true, false));
        Files.delete(file);
        Files.createSymbolicLink(file, folder.resolve("elsewhere"));
        assertThrows(FileAlreadyExistsException.class, () -> format.create(file, true, false));
        Files.delete(file);
        Files.createSymbolicLink(folder.resolve("archive.part"), folder.resolve("elsewhere"));
        assertThrows(FileAlreadyExistsException.class, () -> format.create(file, true, false));
        assertFalse(Files.exists(folder.resolve("elsewhere")));
    }

    @Test
    void namesAreSafeOnEverySystemAndComeBack() {
        var names = new FileNames();
        List<String> hard = List.of(
                "INBOX", "a:b", "a/b", "A/B", "a\\b", "con", "Con.txt", "..x", " x ", "x.", "?", "~x", "work", "Work",
                "WORK", "全角", "..", "x/../y");
        Set<String> lower = new HashSet<>();
        for (String each : hard) {
            String path = names.of(new MailboxName(each));
            assertTrue(lower.add(path.toLowerCase(Locale.ROOT)), path);
            assertFalse(path.matches("(?s).*[<>:\"\\\\|?*].*"), path);
            for (String level : path.split("/", -1)) {
                assertFalse(level.isEmpty() || level.endsWith(".") || level.endsWith(" "), path);
                assertFalse(level.matches("(?i)(con|nul)(\\..*)?"), path);
            }
            assertEquals(new MailboxName(each), FileNames.parse(path), path);
        }
        assertEquals(List.of(), names.notes());
        String longest = names.of(new MailboxName("あ".repeat(85)));
        assertTrue(longest.getBytes(StandardCharsets.UTF_8).length <= 200, longest);
        assertEquals(1, names.notes().size());
    }

    @Test
    void aZipLeadsNowhereElse() throws Exception {
        Path file = folder.resolve("bad.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String name : List.of(
                    "../../evil.eml",
                    "/etc/passwd.eml",
                    "a/../b/1.eml",
                    "a//1.eml",
                    "%2e%2e%2fx/1.eml",
                    "x".repeat(300) + "/1.eml",
                    "a%00b/1.eml",
                    "*/1.eml",
                    "readme.txt",
                    "dir.eml/",
                    "good/1.eml",
                    "top.eml")) {
                zip.putNextEntry(new ZipEntry(name));
                if (!name.endsWith("/")) {
                    zip.write("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                zip.closeEntry();
            }
        }
        Reading found = read(Format.ZIP, file);
        assertEquals(1, found.in("good").size());
        assertEquals(1, found.in("INBOX").size());
        assertEquals(2, found.mailboxes.values().stream().mapToInt(List::size).sum(), found.mailboxes::toString);
        assertTrue(found.notes.size() >= 8, found.notes::toString);
        try (var all = Files.walk(folder)) {
            assertEquals(2, all.count());
        }
    }

    @Test
    void aBombIsGivenUp() throws Exception {
        Path file = folder.resolve("bomb.zip");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("bomb/1.eml"));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i <= ZipArchive.MAX_MESSAGE >> 20; i++) {
                zip.write(zeros);
            }
            zip.closeEntry();
        }
        List<String> why = new ArrayList<>();
        Format.ZIP.read(file, false, new ArchiveReceiver() {
            @Override
            public void folder(Folder next) {}

            @Override
            public void message(Letter letter, Body body) {
                try (InputStream in = body.open()) {
                    in.transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    why.add(String.valueOf(e.getMessage()));
                }
            }

            @Override
            public void note(String where, String what) {}
        });
        assertEquals(1, why.size());
        assertTrue(why.getFirst().contains("unpacks to more"), why::toString);
    }

    @Test
    @SuppressWarnings("StringConcatToTextBlock") // the line ends are what it is about
    void mboxesOfOthers() throws Exception {
        Path file = Files.writeString(
                folder.resolve("Takeout.mbox"),
                "From 177@xxx Fri Jul 08 12:08:34 +0000 2011\r\nSubject: one\r\n\r\na\r\n>From b\r\n\r\n"
                        + "From x@y  Mon Feb 31 25:61:00 2011\nSubject: two\nStatus: RO\nX-Status: AF\nX-Keywords: a (b c\n\n"
                        + "no\nFrom inside\n\nFrom no date at all\n\n");
        Reading found = read(Format.MBOX, file);
        List<Found> all = found.in("Takeout");
        assertEquals(3, all.size());
        assertEquals(
                "Subject: one\r\n\r\na\r\nFrom b\r\n", new String(all.get(0).octets(), StandardCharsets.US_ASCII));
        assertEquals(DATE, all.get(0).letter().internalDate());
        assertTrue(new String(all.get(1).octets(), StandardCharsets.US_ASCII).contains("Status: RO\r\n"));
        assertEquals(
                new Flags(Set.of(SystemFlag.SEEN, SystemFlag.ANSWERED, SystemFlag.FLAGGED), List.of("a", "c")),
                all.get(1).letter().flags());
        assertEquals(Instant.EPOCH, all.get(2).letter().internalDate());
        Path no = Files.writeString(folder.resolve("no.mbox"), "hello\n");
        assertEquals(1, read(Format.MBOX, no).notes.size());
    }

    /// Whose folder it is may change it while another reads it, who may read more.
    @Test
    void aFolderOfMboxesFollowsNoLinksThatComeLater() throws Exception {
        String mbox = "From x Fri Jul  8 12:08:34 2011\n\nx\n\n";
        Path secret = Files.createDirectory(folder.resolve("secret"));
        Files.writeString(secret.resolve("b.mbox"), mbox);
        for (String changed : List.of("below/b.mbox", "below")) {
            Path top = Files.createDirectory(folder.resolve("top-" + changed.length()));
            Path below = Files.createDirectory(top.resolve("below"));
            Files.writeString(top.resolve("a.mbox"), mbox);
            Files.writeString(below.resolve("b.mbox"), mbox);
            Reading reading = new Reading() {
                @Override
                public void folder(Folder next) {
                    super.folder(next);
                    if (!next.name().equals(new MailboxName("a"))) {
                        return;
                    }
                    try {
                        Path target = changed.equals("below") ? secret : secret.resolve("b.mbox");
                        Files.move(top.resolve(changed), folder.resolve("away-" + changed.length()));
                        Files.createSymbolicLink(top.resolve(changed), target);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
            assertThrows(IOException.class, () -> Format.MBOX.read(top, false, reading));
            assertEquals(Set.of("a", "below/b"), reading.mailboxes.keySet());
            assertEquals(List.of(), reading.in("below/b"));
        }
    }

    @Test
    void aFolderOfMboxesFollowsNoLinks() throws Exception {
        Path top = Files.createDirectory(folder.resolve("top"));
        Files.createDirectory(top.resolve("dir.mbox"));
        Files.createSymbolicLink(top.resolve("link.mbox"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(top.resolve("loop"), top);
        Files.writeString(
                top.resolve("a%3Ab.mbox"), "From x Fri Jul  8 12:08:34 2011\n" + "x".repeat(100_000) + "\n\n");
        Reading found = read(Format.MBOX, top);
        assertEquals(Set.of("a:b"), found.mailboxes.keySet());
        assertEquals(100_002, found.in("a:b").getFirst().octets().length);
        assertEquals(1, found.notes.size(), found.notes::toString);
        var out = new ByteArrayOutputStream();
        out.writeBytes(found.in("a:b").getFirst().octets());
        assertTrue(out.toString(StandardCharsets.US_ASCII).endsWith("x\r\n"));
    }
}
