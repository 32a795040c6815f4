package org.sekisho.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.MailUpload;
import org.sekisho.archive.ArchiveReceiver;
import org.sekisho.archive.Folder;
import org.sekisho.archive.Letter;
import org.sekisho.mailbox.MailboxName;

/// Sends what is found in an archive to the server. A message without a name in its archive is known by its
/// octets, and by how many same ones came before it in its mailbox. For one thread.
final class Sending implements ArchiveReceiver {
    private static final int MAX_NOTES = 100;
    private static final int BLOCK = 64 * 1024;
    private static final long STEP_NANOS = 500_000_000;
    private static final int KNOWN_BY = 16; // octets of the digest

    /// The archive cannot be read any further.
    static final class Unreadable extends IOException {
        Unreadable(IOException cause) {
            super(cause.toString(), cause);
        }
    }

    private final Optional<MailboxName> above;
    private final boolean single;
    private final Optional<PrintStream> watcher;
    private final List<String> notes = new ArrayList<>();
    private final Map<MailboxName, Map<Long, Integer>> seen = new HashMap<>();
    private Map<Long, Integer> seenHere = new HashMap<>();
    private @Nullable MailUpload upload;
    private String mailbox = "";
    private long messages;
    private long shown = System.nanoTime();

    /// @param single the archive is one mailbox
    Sending(Optional<MailboxName> above, boolean single, Optional<PrintStream> watcher) {
        this.above = above;
        this.single = single;
        this.watcher = watcher;
    }

    void begin(OutputStream body) {
        upload = new MailUpload(body);
    }

    private MailUpload upload() {
        return Optional.ofNullable(upload).orElseThrow();
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public void folder(Folder folder) throws IOException {
        mailbox = folder.name().value();
        try {
            MailboxName name = above.map(top -> below(top, folder.name())).orElse(folder.name());
            mailbox = name.value();
            seenHere = seen.computeIfAbsent(name, _ -> new HashMap<>());
            boolean same = name.equals(folder.name());
            upload().mailbox(
                            name,
                            same ? folder.uidValidity() : OptionalLong.empty(),
                            same ? folder.nextUid() : OptionalLong.empty());
        } catch (SyntaxError e) {
            note(mailbox, e.getMessage() + "; its messages come into " + above.orElseThrow());
            upload().mailbox(above.orElseThrow(), OptionalLong.empty(), OptionalLong.empty());
        }
    }

    private MailboxName below(MailboxName top, MailboxName name) {
        return single || name.equals(MailboxName.INBOX)
                ? top
                : new MailboxName(top.value() + MailboxName.SEPARATOR + name.value());
    }

    @Override
    public void message(Letter letter, Body body) throws IOException {
        MessageDigest digest = sha256();
        boolean whole = true;
        try (OutputStream out = upload().begin(letter.flags(), letter.internalDate(), letter.uid())) {
            whole = copy(body, out, digest, letter);
        }
        upload().end(whole ? Optional.of(letter.source().orElseGet(() -> name(digest))) : Optional.empty());
        messages++;
        progress();
    }

    /// @return false: it could not be read to its end
    private boolean copy(Body body, OutputStream out, MessageDigest digest, Letter letter) throws IOException {
        byte[] block = new byte[BLOCK];
        try (Source in = new Source(body)) {
            for (int length = in.read(block); length >= 0; length = in.read(block)) {
                digest.update(block, 0, length);
                out.write(block, 0, length);
            }
            return true;
        } catch (Unreadable e) {
            note(mailbox + letter.source().map(source -> " " + source).orElse(""), "left out: " + e.getMessage());
            return false;
        }
    }

    /// Tells what is wrong with the archive from what is wrong with the way to the server.
    private static final class Source implements AutoCloseable {
        private final InputStream in;

        Source(Body body) throws Unreadable {
            try {
                in = body.open();
            } catch (IOException e) {
                throw new Unreadable(e);
            }
        }

        int read(byte[] into) throws Unreadable {
            try {
                return in.read(into);
            } catch (IOException e) {
                throw new Unreadable(e);
            }
        }

        @Override
        public void close() throws Unreadable {
            try {
                in.close();
            } catch (IOException e) {
                throw new Unreadable(e);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    private String name(MessageDigest digest) {
        byte[] octets = digest.digest();
        long key = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            key = key << Byte.SIZE | (octets[i] & 0xff);
        }
        int before = seenHere.merge(key, 1, Integer::sum) - 1;
        return "sha256-" + HexFormat.of().formatHex(octets, 0, KNOWN_BY) + "-" + before;
    }

    private void progress() {
        if (watcher.isPresent() && System.nanoTime() - shown > STEP_NANOS) {
            shown = System.nanoTime();
            watcher.get().print("\r" + Answer.clean(mailbox) + ": " + messages + " messages sent\033[K");
            watcher.get().flush();
        }
    }

    @Override
    public void note(String where, String why) {
        if (notes.size() < MAX_NOTES) {
            notes.add(where + ": " + why);
        }
    }
}
