package org.sekisho.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminClient;
import org.sekisho.archive.ArchiveWriter;
import org.sekisho.archive.Folder;
import org.sekisho.archive.Format;
import org.sekisho.archive.Letter;
import org.sekisho.archive.Spool;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.SystemFlag;

/// `mailbox export` and `mailbox import`: the server gives and takes messages, this process reads and writes the
/// files, with the rights of the person who runs it.
final class MailboxFiles {
    private static final long STEP_NANOS = 500_000_000;

    private final Requester requester;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean watched;

    /// @param watched whether a person looks on, who wants to know how far it is
    MailboxFiles(Requester requester, Terminal terminal, boolean watched) {
        this.requester = requester;
        this.out = terminal.out();
        this.err = terminal.err();
        this.watched = watched;
    }

    /// @param mailboxes empty: all
    /// @param file where to, or where from
    /// @param flags whether an mbox has flags
    record Wish(String address, List<String> mailboxes, Path file, Format format, boolean flags) {
        Wish {
            mailboxes = List.copyOf(mailboxes);
        }
    }

    int exportAll(Wish wish, Requester.Manner manner) {
        if (Files.exists(wish.file, LinkOption.NOFOLLOW_LINKS)) {
            err.println("sekisho: " + wish.file + " is there already: an export changes nothing that is there");
            return ExitCode.USAGE;
        }
        try (Receiving receiving = new Receiving(wish, manner.json())) {
            Map<String, Object> arguments = new LinkedHashMap<>();
            arguments.put("address", wish.address);
            arguments.put("mailboxes", wish.mailboxes);
            return requester.transfer("mailbox.export", arguments, Optional.empty(), manner, receiving, done -> {
                try {
                    receiving.finish();
                } catch (IOException e) {
                    err.println("sekisho: cannot finish the export: " + e);
                    return ExitCode.TEMPORARY;
                }
                return done.path("damaged").asLong() > 0 ? ExitCode.FOUND : ExitCode.GOOD;
            });
        } catch (IOException e) {
            err.println("sekisho: " + e);
            return ExitCode.TEMPORARY;
        }
    }

    private final class Receiving implements AdminClient.Listener, Closeable {
        private final Wish wish;
        private final boolean json;
        private @Nullable ArchiveWriter writer; // made when there is something to write
        private final Spool spool = new Spool();
        private Optional<JsonNode> mailbox = Optional.empty();
        private Optional<JsonNode> message = Optional.empty();
        private long messages;
        private long octets;
        private long shown = System.nanoTime();

        Receiving(Wish wish, boolean json) {
            this.wish = wish;
            this.json = json;
        }

        private ArchiveWriter writer() throws IOException {
            ArchiveWriter made = writer;
            if (made == null) {
                made = wish.format.create(wish.file, wish.mailboxes.size() == 1, wish.flags);
                writer = made;
            }
            return made;
        }

        void finish() throws IOException {
            endMailbox();
            writer().finish();
            writer().notes().forEach(note -> err.println("sekisho: " + Answer.clean(note)));
        }

        @Override
        public void row(JsonNode row) throws IOException {
            try {
                take(row);
            } catch (IOException | SyntaxError e) {
                throw new Requester.OwnFailure("the export stopped, what there is has .part behind its name: " + e, e);
            }
        }

        private void take(JsonNode row) throws IOException {
            if (row.has("base64")) {
                spool.write(Base64.getDecoder().decode(row.path("base64").asText()));
            } else if (row.has("end")) {
                end();
            } else if (row.has("uid")) {
                message = Optional.of(row);
                spool.clear();
            } else if (row.has("mailbox")) {
                endMailbox();
                mailbox = Optional.of(row);
                writer().folder(new Folder(
                        new MailboxName(row.path("mailbox").asText()),
                        OptionalLong.of(row.path("uidvalidity").asLong()),
                        OptionalLong.of(row.path("uidnext").asLong())));
            } else if (row.has("damaged")) {
                said("damaged, not exported: UID " + row.path("damaged").asLong());
            }
        }

        private void end() throws IOException {
            JsonNode head = message.orElseThrow(() -> new IOException("the server sent no message"));
            if (spool.octets() != head.path("octets").asLong()) {
                said("UID " + head.path("uid").asLong() + " has another size than the server has noted");
            }
            writer().message(
                            new Letter(
                                    OptionalLong.of(head.path("uid").asLong()),
                                    flags(head.path("flags")),
                                    Instant.ofEpochSecond(head.path("date").asLong()),
                                    Optional.empty()),
                            spool);
            messages++;
            octets += spool.octets();
            spool.clear();
            progress();
        }

        private void said(String text) {
            err.println("sekisho: " + mailboxName() + ": " + text);
        }

        private String mailboxName() {
            return Answer.clean(mailbox.map(row -> row.path("mailbox").asText()).orElse(""));
        }

        private void progress() {
            if (watched && System.nanoTime() - shown > STEP_NANOS) {
                shown = System.nanoTime();
                err.print("\r" + mailboxName() + ": " + messages + " of "
                        + mailbox.map(row -> row.path("messages").asLong()).orElse(0L) + "\033[K");
                err.flush();
            }
        }

        private void endMailbox() {
            if (mailbox.isPresent()) {
                report(
                        json,
                        fields(
                                "mailbox",
                                mailbox.get().path("mailbox").asText(),
                                "messages",
                                messages,
                                "octets",
                                octets));
            }
            messages = 0;
            octets = 0;
        }

        @Override
        public void close() throws IOException {
            spool.close();
            if (writer != null) {
                writer.close();
            }
        }
    }

    private static Flags flags(JsonNode words) {
        List<SystemFlag> system = new ArrayList<>();
        List<String> keywords = new ArrayList<>();
        for (JsonNode word : words) {
            Optional<SystemFlag> flag = SystemFlag.named(word.asText());
            flag.ifPresentOrElse(system::add, () -> keywords.add(word.asText()));
        }
        return new Flags(Set.copyOf(system), keywords);
    }

    private void report(boolean json, Map<String, Object> fields) {
        if (watched) {
            err.print("\r\033[K");
            err.flush();
        }
        if (json) {
            out.println(new ObjectMapper().valueToTree(fields).toString());
        } else {
            List<String> parts = new ArrayList<>();
            fields.forEach((name, value) -> parts.add(name.replace('_', ' ') + " " + Answer.clean(value.toString())));
            out.println(String.join(", ", parts));
        }
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    /// @param into the mailbox above all of the archive's; INBOX of the archive becomes this one itself
    int importAll(Wish wish, Optional<String> into, Requester.Manner manner) {
        Optional<MailboxName> above;
        try {
            above = into.map(MailboxName::new);
        } catch (SyntaxError e) {
            err.println("sekisho: --into: " + e.getMessage());
            return ExitCode.USAGE;
        }
        if (!Files.isReadable(wish.file)) {
            err.println("sekisho: cannot read " + wish.file);
            return ExitCode.USAGE;
        }
        boolean single = wish.format == Format.MBOX && Files.isRegularFile(wish.file);
        var sending = new Sending(above, single, watched ? Optional.of(err) : Optional.empty());
        return requester.transfer(
                "mailbox.import",
                Map.of("address", wish.address),
                Optional.of(body -> {
                    try {
                        sending.begin(body);
                        wish.format.read(wish.file, wish.flags, sending);
                    } catch (FileSystemException | ZipException e) { // of the archive; the server's way has others
                        throw new Requester.OwnFailure("the import stopped; run it again to go on: " + e, e);
                    }
                }),
                manner,
                _ -> {},
                done -> {
                    report(
                            manner.json(),
                            fields(
                                    "mailboxes",
                                    done.path("mailboxes").asLong(),
                                    "added",
                                    done.path("added").asLong(),
                                    "known",
                                    done.path("known").asLong(),
                                    "octets",
                                    done.path("octets").asLong(),
                                    "left_out",
                                    done.path("left_out").asLong()));
                    List<String> notes = new ArrayList<>(sending.notes());
                    done.path("notes").forEach(note -> notes.add(note.asText()));
                    notes.forEach(note -> err.println("sekisho: " + Answer.clean(note)));
                    return notes.isEmpty() && done.path("left_out").asLong() == 0 ? ExitCode.GOOD : ExitCode.FOUND;
                });
    }
}
