package org.sekisho.postfix;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.sekisho.doctor.Destinations;
import org.sekisho.doctor.LogLines;
import org.sekisho.doctor.LogTally;
import org.sekisho.doctor.Origin;
import org.sekisho.doctor.Outcomes;
import org.sekisho.doctor.Shown;
import org.sekisho.doctor.Unread;
import org.sekisho.doctor.UnreadPlaces;

/// Reads why messages were put off, from the files that Postfix keeps for the notification: for when there is no
/// log. Used by one thread. Source: bounce_log.c.
final class DeferReasons {
    private static final int MAX_DEPTH = 3;
    private static final int MAX_FILES = 20_000; // a sample as good as all of them
    private static final String[] NAMES = {"recipient=", "reason="};

    private final LogTally tally;
    private final UnreadPlaces unread;
    private int files;
    private String recipient = "";

    DeferReasons(LogTally tally, UnreadPlaces unread) {
        this.tally = tally;
        this.unread = unread;
    }

    void read(Path queue) {
        for (String folder : new String[] {"defer", "bounce"}) {
            walk(folder, queue.resolve(folder), 0);
        }
    }

    private void walk(String folder, Path at, int depth) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(at)) {
            for (Path entry : entries) {
                entry(folder, entry, depth);
            }
        } catch (NoSuchFileException _) {
            return; // no message was ever put off, or Postfix has removed an empty folder
        } catch (IOException e) {
            unread.add(Unread.QUEUE + folder, e);
        } catch (DirectoryIteratorException e) {
            unread.add(Unread.QUEUE + folder, e);
        }
    }

    private void entry(String folder, Path entry, int depth) {
        try {
            var attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory() && depth < MAX_DEPTH) {
                walk(folder, entry, depth + 1);
            } else if (attributes.isRegularFile() && files < MAX_FILES) {
                files++;
                Outcomes outcome = folder.equals("defer") ? Outcomes.DEFERRAL : Outcomes.FAILURE;
                LogLines.read(entry, unread, line -> line(line, outcome));
            }
        } catch (NoSuchFileException _) {
            recipient = ""; // delivered meanwhile
        } catch (IOException e) {
            unread.add(Unread.QUEUE + folder, e);
        }
    }

    private void line(String line, Outcomes outcome) {
        if (line.startsWith(NAMES[0])) {
            recipient = line.substring(NAMES[0].length());
        } else if (line.startsWith(NAMES[1])) {
            String destination = Destinations.of(Shown.of(recipient));
            tally.remote(Origin.UNKNOWN, "", destination, outcome, line.substring(NAMES[1].length()));
        }
    }
}
