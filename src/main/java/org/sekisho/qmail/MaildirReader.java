package org.sekisho.qmail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.MailboxName;

/// Reads a Maildir++ while others deliver into it, read it and delete from it. Of one folder the names are held
/// in memory, of messages nothing. Links are not followed: users make them.
public final class MaildirReader {
    private static final String[] PLACES = {"new", "cur"}; // in this order, as messages go from new to cur

    private static final int HEX_KEPT = 200; // a mailbox's name has at most 255 octets

    /// Gets what a walk finds: each folder, then its messages, by UID and those without one after them, oldest
    /// first.
    public interface Receiver {
        void folder(MaildirFolder folder) throws IOException;

        void message(MaildirMessage message) throws IOException;
    }

    private final Findings findings = new Findings();
    private final LineReader reader = new LineReader(findings);
    private final Receiver receiver;
    private final PopIds popIds;
    private int folders;
    private long messages;
    private long octets;
    private long vanished;

    private MaildirReader(PopIds popIds, Receiver receiver) {
        this.popIds = popIds;
        this.receiver = receiver;
    }

    /// @throws NoSuchFileException there is no Maildir
    public static MaildirWalk walk(Path maildir, Receiver receiver) throws IOException {
        return walk(maildir, PopIds.QMAIL, receiver);
    }

    /// @throws NoSuchFileException there is no Maildir
    public static MaildirWalk walk(Path maildir, PopIds popIds, Receiver receiver) throws IOException {
        var reader = new MaildirReader(popIds, receiver);
        MaildirRoot root = MaildirRoot.of(maildir);
        for (Path directory : directories(maildir)) {
            reader.walkFolder(root, directory);
        }
        return new MaildirWalk(reader.folders, reader.messages, reader.octets, reader.vanished, reader.findings.all());
    }

    public static MaildirCount count(Path maildir) throws IOException {
        if (!Files.isDirectory(maildir, LinkOption.NOFOLLOW_LINKS)) {
            return new MaildirCount(maildir, false, 0, 0);
        }
        long messages = 0;
        List<Path> directories = directories(maildir);
        for (Path directory : directories) {
            messages += names(directory).size();
        }
        return new MaildirCount(maildir, true, directories.size(), messages);
    }

    /// The Maildir itself, which is INBOX, and its folders, sorted.
    private static List<Path> directories(Path maildir) throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(maildir, MaildirReader::isFolder)) {
            entries.forEach(all::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        all.sort(Comparator.naturalOrder());
        all.addFirst(maildir);
        return all;
    }

    private static boolean isFolder(Path entry) {
        String name = entry.getFileName().toString();
        return name.startsWith(".")
                && name.length() > 1
                && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                && Files.isDirectory(entry.resolve("cur"), LinkOption.NOFOLLOW_LINKS);
    }

    private void walkFolder(MaildirRoot root, Path directory) throws IOException {
        UidList uids = UidList.read(directory, reader, findings);
        var keywords = MaildirFlags.read(directory, reader, findings);
        MailboxName mailbox = directory.equals(root.path()) ? MailboxName.INBOX : name(directory);
        var folder = new MaildirFolder(root, directory, mailbox, uids.uidValidity(), uids.nextUid());
        folders++;
        for (String place : PLACES) {
            Path messages = directory.resolve(place);
            if (Files.isSymbolicLink(messages)) {
                findings.add(Place.of(messages), "", "a user's link is not followed");
            } else if (Files.exists(messages, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isDirectory(messages, LinkOption.NOFOLLOW_LINKS)) {
                findings.add(Place.of(messages), "", "not a folder");
            }
        }
        receiver.folder(folder);
        List<Map.Entry<String, Path>> names =
                new ArrayList<>(names(directory, this::twins).entrySet());
        Comparator<String> order = Comparator.<String>comparingLong(
                        unique -> uids.uid(unique).orElse(Long.MAX_VALUE))
                .thenComparingLong(MaildirReader::seconds)
                .thenComparing(Comparator.naturalOrder());
        names.sort(Map.Entry.comparingByKey(order));
        for (Map.Entry<String, Path> name : names) {
            message(folder, name.getKey(), name.getValue(), uids, keywords);
        }
    }

    /// Two names of one message, unless it was renamed between the one and the other.
    private void twins(Path one, Path other) {
        if (Files.exists(one, LinkOption.NOFOLLOW_LINKS) && Files.exists(other, LinkOption.NOFOLLOW_LINKS)) {
            findings.add(Place.of(one), "", "not carried: " + other + " has the same name up to the colon");
        }
    }

    private void message(MaildirFolder folder, String unique, Path file, UidList uids, MaildirFlags keywords)
            throws IOException {
        Optional<Path> now = Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(file)
                : Optional.ofNullable(names(folder.directory()).get(unique));
        if (now.isEmpty()) {
            vanished++;
            return;
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(now.get(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException _) {
            vanished++;
            return;
        }
        if (!attributes.isRegularFile()) {
            findings.add(Place.of(now.get()), "", "not a file");
            return;
        }
        var flags = keywords.of(now.get());
        messages++;
        octets += attributes.size();
        receiver.message(new MaildirMessage(
                folder,
                unique,
                now.get(),
                flags,
                attributes.size(),
                attributes.lastModifiedTime().toInstant(),
                uids.uid(unique),
                folder.name().equals(MailboxName.INBOX) ? popIds.of(unique, uids) : Optional.empty()));
    }

    static InputStream open(MaildirMessage message) throws IOException {
        MaildirRoot root = message.folder().root();
        try {
            return root.open(message.file());
        } catch (NoSuchFileException e) {
            Path now = names(message.folder().directory()).get(message.unique());
            if (now == null) {
                throw e;
            }
            return root.open(now);
        }
    }

    /// The files of `new` and `cur` by their unique part. What is in both was moved meanwhile.
    private static Map<String, Path> names(Path directory) throws IOException {
        return names(directory, (_, _) -> {});
    }

    /// @param twins told of two files for one name, the second of which is taken
    private static Map<String, Path> names(Path directory, BiConsumer<Path, Path> twins) throws IOException {
        Map<String, Path> names = new HashMap<>();
        for (String place : PLACES) {
            if (Files.isSymbolicLink(directory.resolve(place))) {
                continue; // it may lead to another's mail; said by walkFolder
            }
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.resolve(place))) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    if (!name.startsWith(".")) { // maildir(5): readers skip them
                        Path before = names.put(unique(name), entry);
                        if (before != null) {
                            twins.accept(before, entry);
                        }
                    }
                }
            } catch (NotDirectoryException _) {
                // said by walkFolder
            } catch (NoSuchFileException _) {
                // a folder that was just deleted, or never had mail
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        return names;
    }

    static String unique(String name) {
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /// The second of delivery, with which names begin.
    private static long seconds(String unique) {
        int dot = unique.indexOf('.');
        String digits = dot < 0 ? unique : unique.substring(0, dot);
        return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : Long.MAX_VALUE;
    }

    /// A name that cannot be read must not cost the messages below it: it is taken as it stands.
    private MailboxName name(Path directory) {
        byte[] octets = octetsOfName(directory);
        Optional<String> utf8 = LineReader.utf8(octets);
        if (utf8.isEmpty()) {
            String hex = hex(octets);
            findings.add(
                    Place.of(directory), hex, "the folder's name was changed, its messages are carried: not UTF-8");
            return new MailboxName(hex);
        }
        String text = utf8.get().substring(1);
        String path = text.replace('.', MailboxName.SEPARATOR);
        try {
            return mailboxName(text);
        } catch (SyntaxError e) {
            findings.add(
                    Place.of(directory),
                    text,
                    "the folder's name was changed, its messages are carried: " + e.getMessage());
            return new MailboxName(path.replaceAll("[^\\x21-\\x24\\x26-\\x29\\x2b-\\x2d\\x2f-\\x7e]", "_")
                    .replaceAll("/{1,}", "/")
                    .replaceAll("^/|/$", "_"));
        }
    }

    /// As the file system has them: what Java makes of a name hangs on the locale, in which a service has often
    /// none.
    private static byte[] octetsOfName(Path directory) {
        String[] levels = directory.toUri().getRawPath().replaceAll("/$", "").split("/", -1);
        String name = levels[levels.length - 1];
        var octets = new ByteArrayOutputStream();
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) == '%') {
                octets.write(HexFormat.fromHexDigits(name, i + 1, i + 3));
                i += 2;
            } else {
                octets.write(name.charAt(i));
            }
        }
        return octets.toByteArray();
    }

    /// Two such names stay two.
    private static String hex(byte[] octets) {
        var hex = new StringBuilder();
        for (int i = 1; i < octets.length; i++) {
            boolean plain = (octets[i] >= '0' && octets[i] <= '9') || (octets[i] >= 'A' && octets[i] <= 'z');
            hex.append(
                    plain
                            ? String.valueOf((char) octets[i])
                            : "=" + HexFormat.of().toHexDigits(octets[i]));
        }
        return hex.length() <= HEX_KEPT
                ? hex.toString()
                : hex.substring(0, HEX_KEPT) + "=" + Integer.toHexString(Arrays.hashCode(octets));
    }

    /// @param text levels with a dot between them, in modified UTF-7
    /// @throws SyntaxError no mailbox can have this name
    public static MailboxName mailboxName(String text) {
        String path = text.replace('.', MailboxName.SEPARATOR);
        return new MailboxName(isAscii(path) ? decoded(text) : path); // dovecot's option UTF-8
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 128);
    }

    /// A level that holds the separator after decoding would become two.
    private static String decoded(String text) {
        List<String> levels = new ArrayList<>();
        for (String level : text.split("\\.", -1)) {
            String decoded = ModifiedUtf7.decode(level);
            if (decoded.indexOf(MailboxName.SEPARATOR) >= 0) {
                throw new SyntaxError("a level holds the separator");
            }
            levels.add(decoded);
        }
        return String.join("/", levels);
    }
}
