package org.sekisho.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/// Reads a qmail queue while qmail works on it. Holds counts only, so millions of messages need no more memory
/// than a few. Used by one thread.
///
/// A message is known by the inode number N of its text: `mess/S/N`, `info/S/N`, `local/S/N`, `remote/S/N` with S
/// = N modulo conf-split, and `todo/N`, `intd/N`, which some patches split too. What qmail-send has preprocessed
/// has an `info`; before that everything is in `todo`. Source: qmail's INTERNALS.
final class QmailQueue {
    private static final int HEAD = 8192; // octets of a message that are read; trace fields come first
    private static final String DOUBLE_BOUNCE = "#@[]"; // qmail-send's sender of a notification that came back

    private final Path queue;
    private final UnreadPlaces unread;
    private final byte[] head = new byte[HEAD];
    private final QueueTally tally;

    /// @param queue the folder that holds `mess`
    QmailQueue(Path queue, QueueTally tally, UnreadPlaces unread) {
        this.queue = queue;
        this.tally = tally;
        this.unread = unread;
    }

    QueueFacts read() {
        for (String folder : new String[] {"info", "local", "remote", "todo", "intd", "bounce"}) {
            probe(folder);
        }
        if (!walk("mess")) {
            walk("info"); // senders and recipients at least
        }
        return tally.facts();
    }

    /// Looks whether the folder can be read at all: one that cannot must not pass for an empty one.
    private void probe(String folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(queue.resolve(folder))) {
            var _ = files.iterator().hasNext();
        } catch (IOException e) {
            unread.add(Unread.QUEUE + folder, e);
        } catch (DirectoryIteratorException e) {
            unread.add(Unread.QUEUE + folder, e);
        }
    }

    /// @return false when the folder itself could not be read
    private boolean walk(String folder) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(queue.resolve(folder))) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry)) {
                    walkSplit(folder, entry);
                } else {
                    message(folder, "", entry);
                }
            }
            return true;
        } catch (IOException e) {
            unread.add(Unread.QUEUE + folder, e);
        } catch (DirectoryIteratorException e) {
            unread.add(Unread.QUEUE + folder, e);
        }
        return false;
    }

    private void walkSplit(String folder, Path split) {
        String number = String.valueOf(split.getFileName());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(split)) {
            for (Path entry : entries) {
                message(folder, number, entry);
            }
        } catch (IOException e) {
            unread.add(Unread.QUEUE + folder + "/" + number, e);
        } catch (DirectoryIteratorException e) {
            unread.add(Unread.QUEUE + folder + "/" + number, e);
        }
    }

    private void message(String folder, String split, Path file) {
        String inode = String.valueOf(file.getFileName());
        if (inode.isEmpty() || !inode.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return; // not qmail's
        }
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                return;
            }
            Origin origin = folder.equals("mess") ? origin(file) : Origin.UNKNOWN;
            tally.message();
            tally.origin(origin, attributes.lastModifiedTime().toInstant(), envelope(split, inode));
        } catch (NoSuchFileException _) {
            tally.vanished();
        } catch (IOException e) {
            tally.message(); // it is there all the same
            unread.add(Unread.QUEUE + folder, e);
        }
    }

    private Origin origin(Path file) throws IOException {
        try (InputStream in = stream(file)) { // a file, as was just seen
            return Trace.of(head, in.readNBytes(head, 0, HEAD));
        }
    }

    /// @return how many recipients are still to be served
    private long envelope(String split, String inode) {
        long before = tally.recipients();
        if (records("info", split, inode, this::sender)) {
            records("local", split, inode, (letter, _) -> recipient(letter, false, ""));
            records("remote", split, inode, (letter, address) -> recipient(letter, true, address));
        } else if (records("todo", "", inode, this::unprocessed) || records("todo", split, inode, this::unprocessed)) {
            tally.waiting();
        } else if (records("intd", "", inode, (_, _) -> {}) || records("intd", split, inode, (_, _) -> {})) {
            tally.waiting(); // qmail-queue is still writing it
        }
        return tally.recipients() - before;
    }

    private void unprocessed(char letter, String text) {
        sender(letter, text);
        if (letter == 'T') {
            recipient(letter, true, text); // here or elsewhere: qmail-send decides that when it preprocesses
        }
    }

    private void sender(char letter, String address) {
        if (letter == 'F' && address.equals(DOUBLE_BOUNCE)) {
            tally.doubleBounce();
        } else if (letter == 'F') {
            tally.sender(address);
        }
    }

    private void recipient(char letter, boolean elsewhere, String address) {
        if (letter == 'D') {
            tally.done();
        } else if (letter == 'T' && elsewhere) {
            tally.remote(address);
        } else if (letter == 'T') {
            tally.local();
        }
    }

    /// @return false when there is no such file, or it could not be read
    private boolean records(String folder, String split, String inode, ControlRecords.Taker taker) {
        try (InputStream in = open(queue.resolve(folder).resolve(split).resolve(inode))) {
            ControlRecords.read(in, taker);
            return true;
        } catch (NoSuchFileException _) {
            return false; // not yet, or no longer
        } catch (IOException e) {
            unread.add(Unread.QUEUE + folder, e);
            return false;
        }
    }

    /// Follows no link and opens nothing but files: a pipe would hold us up for ever.
    private static InputStream open(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isRegularFile()) {
            throw new NoSuchFileException(file.toString(), null, "not a file");
        }
        return stream(file);
    }

    private static InputStream stream(Path file) throws IOException {
        return Channels.newInputStream(
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)));
    }
}
