package org.sekisho.archive;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.qmail.MaildirFolder;
import org.sekisho.qmail.MaildirMessage;
import org.sekisho.qmail.MaildirReader;
import org.sekisho.qmail.MaildirWalk;

/// Reads a Maildir++ of Dovecot, Courier, qmail or ours.
final class MaildirArchive implements MaildirReader.Receiver {
    private static final Pattern SIZES = Pattern.compile(",S=([0-9]{1,18}),W=([0-9]{1,18})$");

    private final ArchiveReceiver receiver;

    private MaildirArchive(ArchiveReceiver receiver) {
        this.receiver = receiver;
    }

    static void read(Path from, ArchiveReceiver receiver) throws IOException {
        MaildirWalk walk = MaildirReader.walk(from, new MaildirArchive(receiver));
        for (var each : walk.notCarried()) {
            receiver.note(each.place().toString(), each.text() + ": " + each.why());
        }
    }

    @Override
    public void folder(MaildirFolder folder) throws IOException {
        receiver.folder(new Folder(folder.name(), folder.uidValidity(), folder.nextUid()));
    }

    @Override
    public void message(MaildirMessage message) throws IOException {
        var letter = new Letter(message.uid(), message.flags(), message.internalDate(), Optional.of(message.unique()));
        receiver.message(letter, () -> isAsItWas(message) ? message.open() : LineEnds.toCrlf(message.open()));
    }

    /// Its size there was its size everywhere: no line end was changed.
    private static boolean isAsItWas(MaildirMessage message) {
        Matcher sizes = SIZES.matcher(message.unique());
        return sizes.find()
                && sizes.group(1).equals(sizes.group(2))
                && sizes.group(1).equals(Long.toString(message.octets()));
    }
}
