package org.sekisho.archive;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sekisho.imap.ModifiedUtf7;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.SystemFlag;

/// A Maildir++ as Dovecot has it. A message whose lines do not all end with CRLF is written as it is, and
/// says so: its `S=` and `W=` are the same.
final class MaildirWriter implements ArchiveWriter {
    private static final int MAX_FILE_NAME = 255; // octets, on all usual file systems
    private static final int LETTERS = 26;

    private final Unfinished root;
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Integer> keywords = new LinkedHashMap<>();
    private Path directory;
    private @Nullable Folder folder;
    private @Nullable BufferedWriter uids;
    private boolean letterless;

    MaildirWriter(Path to) throws IOException {
        root = Unfinished.folder(to);
        directory = root.path();
        places(directory);
    }

    private static void places(Path directory) throws IOException {
        for (String place : List.of("cur", "new", "tmp")) {
            Unfinished.newFolder(directory.resolve(place));
        }
    }

    @Override
    public void folder(Folder next) throws IOException {
        endFolder();
        directory = root.path();
        if (!next.name().equals(MailboxName.INBOX)) {
            directory = root.path().resolve(name(next.name()));
            Unfinished.newFolder(directory);
            places(directory);
            Unfinished.newFile(directory.resolve("maildirfolder")); // Courier knows a folder by it
        }
        Path list = directory.resolve("dovecot-uidlist");
        Unfinished.newFile(list);
        var writer = Files.newBufferedWriter(list);
        uids = writer;
        folder = next;
        if (next.uidValidity().isPresent()) {
            writer.write("3 V" + next.uidValidity().getAsLong() + " N"
                    + next.nextUid().orElse(1) + "\n");
        }
    }

    /// Levels in modified UTF-7 with dots between them, which no level may hold itself.
    private String name(MailboxName name) {
        List<String> levels = name.levels().stream()
                .map(level -> ModifiedUtf7.encode(level).replace(".", "&AC4-"))
                .toList();
        String plain = "." + String.join(".", levels);
        if (plain.length() <= MAX_FILE_NAME) {
            return plain;
        }
        String other = ".long-" + Integer.toHexString(name.hashCode());
        notes.add("the mailbox " + name + " has too long a name for a Maildir: its folder is " + other);
        return other;
    }

    @Override
    public void message(Letter letter, Spool body) throws IOException {
        Folder into = Optional.ofNullable(folder).orElseThrow();
        long uid = letter.uid().orElseThrow();
        Path draft = directory.resolve("tmp").resolve(Long.toString(uid));
        Unfinished.newFile(draft);
        boolean regular = body.isRegular();
        try (OutputStream out = Files.newOutputStream(draft);
                InputStream in = body.open()) {
            if (regular) {
                LineEnds.toLf(in, out);
            } else {
                in.transferTo(out);
            }
        }
        String unique = String.format(
                Locale.ROOT,
                "%d.M%dV%d.sekisho,S=%d,W=%d",
                letter.internalDate().getEpochSecond(),
                uid,
                into.uidValidity().orElse(0),
                Files.size(draft),
                body.octets());
        Files.setLastModifiedTime(draft, FileTime.from(letter.internalDate()));
        Files.move(draft, directory.resolve("cur").resolve(unique + ":2," + letters(letter.flags())));
        BufferedWriter list = uids;
        if (list != null && into.uidValidity().isPresent()) {
            list.write(uid + " :" + unique + "\n");
        }
    }

    /// In the order of their letters, as maildir(5) wants it.
    private String letters(Flags flags) {
        var letters = new StringBuilder();
        letters.append(flags.has(SystemFlag.DRAFT) ? "D" : "");
        letters.append(flags.has(SystemFlag.FLAGGED) ? "F" : "");
        letters.append(flags.keywords().stream().anyMatch("$Forwarded"::equalsIgnoreCase) ? "P" : "");
        letters.append(flags.has(SystemFlag.ANSWERED) ? "R" : "");
        letters.append(flags.has(SystemFlag.SEEN) ? "S" : "");
        letters.append(flags.has(SystemFlag.DELETED) ? "T" : "");
        flags.keywords().stream()
                .filter(word -> !word.equalsIgnoreCase("$Forwarded"))
                .map(this::letter)
                .sorted()
                .forEach(letters::append);
        return letters.toString();
    }

    private String letter(String keyword) {
        if (keywords.size() == LETTERS && !keywords.containsKey(keyword)) {
            letterless = true;
            return "";
        }
        return String.valueOf((char) ('a' + keywords.computeIfAbsent(keyword, _ -> keywords.size())));
    }

    private void endFolder() throws IOException {
        BufferedWriter list = uids;
        uids = null;
        if (list != null) {
            list.close();
        }
        if (!keywords.isEmpty()) {
            var text = new StringBuilder();
            keywords.forEach((word, number) ->
                    text.append(number).append(' ').append(word).append('\n'));
            Path file = directory.resolve("dovecot-keywords");
            Unfinished.newFile(file);
            Files.writeString(file, text, StandardCharsets.US_ASCII);
        }
        if (letterless && folder != null) {
            notes.add("the mailbox " + folder.name() + " has more than " + LETTERS
                    + " keywords, and a Maildir no more letters: some are missing");
        }
        keywords.clear();
        letterless = false;
    }

    @Override
    public void finish() throws IOException {
        endFolder();
        root.finish();
    }

    @Override
    public List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void close() throws IOException {
        BufferedWriter list = uids;
        uids = null;
        if (list != null) {
            list.close();
        }
    }
}
