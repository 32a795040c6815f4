package org.sekisho.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.events.Log;
import org.sekisho.gate.RecipientCheck.Answer;

/// The recipients of a gateway as a file names them. A file that cannot be read, holds a line that is no address,
/// or holds nothing, never makes anybody unknown (invariant I3): those that were there are still there, of the
/// others nobody can tell. A change is taken over when the file has stayed the same for a moment, so that one
/// being written is not read half. Safe from any thread.
final class RecipientList {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private record Stamp(FileTime modified, long octets) {}

    private record Content(Set<String> addresses) {}

    private final Path file;
    private final InstantSource clock;
    private final Log log;
    private Optional<Content> content = Optional.empty();
    private Optional<String> trouble = Optional.empty();
    private @Nullable Stamp read;
    private @Nullable Stamp seen;
    private Instant looked = Instant.MIN;

    RecipientList(Path file, InstantSource clock, Log log) {
        this.file = file;
        this.clock = clock;
        this.log = log;
    }

    synchronized Answer ask(Mailbox recipient) {
        Instant now = clock.instant();
        if (!now.isBefore(looked.plus(LOOK_AGAIN)) || now.isBefore(looked)) {
            looked = now;
            look();
        }
        boolean there = content.map(it -> it.addresses().contains(key(recipient))
                        || it.addresses().contains("@" + recipient.host()))
                .orElse(false);
        if (there) {
            return new Answer.There("it stands in " + file);
        }
        return trouble.<Answer>map(Answer.CouldNotTell::new)
                .orElseGet(() -> new Answer.NotThere("it does not stand in " + file));
    }

    private void look() {
        try {
            var stamp = new Stamp(Files.getLastModifiedTime(file), Files.size(file));
            boolean settled = read == null || stamp.equals(seen);
            seen = stamp;
            if (settled && !stamp.equals(read)) {
                read = stamp;
                content = Optional.of(load());
                trouble = Optional.empty();
            }
        } catch (IOException e) {
            read = null;
            trouble(file + " cannot be read: " + e.getClass().getSimpleName());
        } catch (SyntaxError e) {
            trouble(String.valueOf(e.getMessage()));
        }
    }

    private void trouble(String what) {
        if (!trouble.equals(Optional.of(what))) {
            trouble = Optional.of(what);
            log.error("gateway.list", new IOException(what), "file", file);
        }
    }

    /// @throws SyntaxError a line that is no address
    private Content load() throws IOException {
        Set<String> addresses = new HashSet<>();
        int number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                int comment = line.indexOf('#');
                String text = (comment >= 0 ? line.substring(0, comment) : line).strip();
                if (!text.isEmpty()) {
                    addresses.add(read(text, number));
                }
            }
        }
        if (addresses.isEmpty()) {
            throw new SyntaxError(file + " names nobody: it is taken for unfinished");
        }
        log.info("gateway.list-read", "file", file, "addresses", addresses.size());
        return new Content(addresses);
    }

    private String read(String text, int number) {
        try {
            return text.startsWith("@") ? "@" + Domain.of(text.substring(1)) : key(Mailbox.of(text));
        } catch (SyntaxError e) {
            throw new SyntaxError(file + ":" + number + ": " + e.getMessage());
        }
    }

    /// Local parts without regard to case, as people mean them.
    private static String key(Mailbox mailbox) {
        String local = Normalizer.normalize(mailbox.localPart().value(), Normalizer.Form.NFC);
        return local.toLowerCase(Locale.ROOT) + "@" + mailbox.host();
    }
}
