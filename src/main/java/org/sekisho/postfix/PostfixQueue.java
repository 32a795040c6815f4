package org.sekisho.postfix;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.sekisho.doctor.Destinations;
import org.sekisho.doctor.QueueFacts;
import org.sekisho.doctor.QueueTally;
import org.sekisho.doctor.Unread;
import org.sekisho.doctor.UnreadPlaces;

/// Reads a Postfix queue while Postfix works on it: in `incoming`, `active`, `deferred`, `hold` and `maildrop` a
/// file for each message, named by its id, perhaps below folders of a digit each. Holds counts only, follows no
/// link, and opens nothing but files. Used by one thread.
final class PostfixQueue {
    private static final int MAX_DEPTH = 3; // folders in folders: hash_queue_depth
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z]{6,30}");
    private static final String DOUBLE_BOUNCE = "double-bounce@";

    /// Where a message is says what becomes of it.
    private enum Place {
        MAILDROP,
        INCOMING,
        ACTIVE,
        DEFERRED,
        HOLD;

        String folder() {
            return switch (this) {
                case MAILDROP -> "maildrop";
                case INCOMING -> "incoming";
                case ACTIVE -> "active";
                case DEFERRED -> "deferred";
                case HOLD -> "hold";
            };
        }
    }

    private final Path folder;
    private final OwnDomains own;
    private final UnreadPlaces unread;
    private final QueueTally tally;

    PostfixQueue(Path folder, OwnDomains own, QueueTally tally, UnreadPlaces unread) {
        this.folder = folder;
        this.own = own;
        this.tally = tally;
        this.unread = unread;
    }

    /// New messages move while we look, from `maildrop` over `incoming` and `active` to `deferred`: in this order
    /// none of them is missed, at worst one is seen twice.
    QueueFacts read() {
        for (Place place : Place.values()) {
            walk(place, folder.resolve(place.folder()), 0);
        }
        return tally.facts();
    }

    private void walk(Place place, Path at, int depth) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(at)) {
            for (Path entry : entries) {
                entry(place, entry, depth);
            }
        } catch (NoSuchFileException e) {
            if (depth == 0) {
                unread.add(Unread.QUEUE + place.folder(), e);
            } // else Postfix has removed an empty folder of its own
        } catch (IOException e) {
            unread.add(Unread.QUEUE + place.folder(), e);
        } catch (DirectoryIteratorException e) {
            unread.add(Unread.QUEUE + place.folder(), e);
        }
    }

    private void entry(Place place, Path entry, int depth) {
        try {
            var attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory() && depth < MAX_DEPTH) {
                walk(place, entry, depth + 1);
            } else if (attributes.isRegularFile()
                    && ID.matcher(String.valueOf(entry.getFileName())).matches()) {
                message(place, entry, attributes.lastModifiedTime().toInstant());
            }
        } catch (NoSuchFileException _) {
            tally.vanished();
        } catch (IOException e) {
            tally.message(); // it is there all the same
            unread.add(Unread.QUEUE + place.folder(), e);
        }
    }

    private void message(Place place, Path file, Instant written) throws IOException {
        try (SeekableByteChannel channel =
                Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            var message = new Message(channel);
            long before = tally.recipients();
            boolean whole = message.read(this::recipient);
            if (!whole && message.sender().isEmpty()) {
                tally.vanished(); // being written: the next look sees it
                return;
            }
            tally.message();
            Instant arrived = message.arrived() > 0 ? Instant.ofEpochSecond(message.arrived()) : written;
            tally.origin(message.origin(), arrived, tally.recipients() - before);
            message.sender().ifPresent(this::sender);
            for (long i = 0; i < message.done(); i++) {
                tally.done();
            }
            standing(place);
        }
    }

    private void standing(Place place) {
        switch (place) {
            case MAILDROP, INCOMING -> tally.waiting();
            case DEFERRED -> tally.deferred();
            case HOLD -> tally.held();
            case ACTIVE -> {}
        }
    }

    private void sender(String address) {
        if (address.startsWith(DOUBLE_BOUNCE)) {
            tally.doubleBounce();
        } else {
            tally.sender(address);
        }
    }

    private void recipient(String address) {
        if (own.has(Destinations.of(address))) {
            tally.local();
        } else {
            tally.remote(address);
        }
    }
}
