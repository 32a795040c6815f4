package org.sekisho.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Incoming;
import org.sekisho.mailbox.Keywords;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.MailboxTakeover;
import org.sekisho.mailbox.MailboxTakeover.Place;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.SystemFlag;
import org.sekisho.mailbox.Uids;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Blobs;

/// Takes what [MailUpload] sends: many messages in one commit, of a message one chunk in memory. What was
/// committed stays when the rest is cut off. For one thread.
final class MailboxImport {
    private static final int MAX_LINE = 64 * 1024; // octets
    private static final int MESSAGES_PER_COMMIT = 256;
    private static final long OCTETS_PER_COMMIT = 4 << 20; // of their last chunks, which are in memory
    private static final int MAX_NOTES = 100;
    private static final long LAST_SECOND = 253_402_300_799L; // of the year 9999
    private static final long NOTICE_NANOS = 60_000_000_000L; // rows that come too often would wait for their reader

    private final AccountId account;
    private final Mailboxes messages;
    private final MailboxTakeover takeover;
    private final Blobs blobs;
    private final Call call;
    private final ObjectMapper json = new ObjectMapper();
    private final List<Incoming> batch = new ArrayList<>();
    private final Set<String> inBatch = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private Optional<MailboxId> place = Optional.empty();
    private Uids uids = new Uids(OptionalLong.empty(), OptionalLong.empty());
    private MailboxName name = MailboxName.INBOX;
    private long batchOctets;
    private int mailboxes;
    private long added;
    private long known;
    private long octets;
    private long leftOut;
    private long stripped; // in this mailbox
    private long noticed = System.nanoTime();

    MailboxImport(AccountId account, Mailboxes mailboxes, Blobs blobs, Call call) {
        this.account = account;
        this.messages = mailboxes;
        this.takeover = mailboxes.takeover();
        this.blobs = blobs;
        this.call = call;
    }

    Map<String, Object> run() throws IOException {
        try (InputStream in = new BufferedInputStream(call.body())) {
            for (Optional<JsonNode> line = line(in); line.isPresent(); line = line(in)) {
                if (line.get().has("mailbox")) {
                    open(line.get());
                } else {
                    message(line.get(), in);
                }
                notice();
            }
            endMailbox();
        } finally {
            discard();
        }
        return Fields.of(
                "mailboxes",
                mailboxes,
                "added",
                added,
                "known",
                known,
                "octets",
                octets,
                "left_out",
                leftOut,
                "notes",
                notes);
    }

    private Optional<JsonNode> line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 && line.size() == 0) {
                return Optional.empty();
            }
            if (octet < 0 || line.size() >= MAX_LINE) {
                throw new EOFException("not the line of an import");
            }
            line.write(octet);
        }
        return Optional.of(json.readTree(line.toString(StandardCharsets.UTF_8)));
    }

    private void open(JsonNode line) throws IOException {
        endMailbox();
        uids = new Uids(number(line, "uidvalidity"), number(line, "uidnext"));
        try {
            name = new MailboxName(line.path("mailbox").asText());
        } catch (SyntaxError e) {
            note(line.path("mailbox").asText() + ": " + e.getMessage());
            return;
        }
        switch (takeover.open(account, name, Set.of(), uids.validity())) {
            case Place.Open(var mailbox, var _) -> {
                place = Optional.of(mailbox);
                mailboxes++;
            }
            case Place.Removed() ->
                note(name + " came before and was removed here since: it is not brought again; --into brings it"
                        + " elsewhere");
            case Place.Refused(var why) -> note(name + ": " + why);
        }
    }

    private static OptionalLong number(JsonNode line, String field) {
        JsonNode value = line.path(field);
        return value.canConvertToLong() && value.asLong() >= 1 && value.asLong() < Mailboxes.MAX_UID
                ? OptionalLong.of(value.asLong())
                : OptionalLong.empty();
    }

    private void message(JsonNode head, InputStream in) throws IOException {
        BlobDraft body = blobs.draft();
        boolean taken = false;
        try {
            if (place.isPresent()) {
                Frames.read(in).transferTo(body);
            } else {
                Frames.read(in).transferTo(OutputStream.nullOutputStream());
            }
            String source =
                    line(in).orElseThrow(EOFException::new).path("source").asText();
            if (place.isEmpty() || source.isEmpty()) {
                leftOut++;
            } else if (inBatch.contains(source)
                    || takeover.known(place.get(), source).isPresent()) {
                known++;
            } else {
                add(head, source, body);
                taken = true;
            }
        } finally {
            if (!taken) {
                body.close();
            }
        }
        if (batch.size() >= MESSAGES_PER_COMMIT || batchOctets >= OCTETS_PER_COMMIT) {
            flush();
        }
    }

    private void add(JsonNode head, String source, BlobDraft body) {
        long date = Math.clamp(head.path("date").asLong(), 0, LAST_SECOND);
        batch.add(new Incoming(
                source,
                body,
                flags(head.path("flags")),
                Instant.ofEpochSecond(date),
                number(head, "uid"),
                Optional.empty()));
        inBatch.add(source);
        batchOctets += Math.min(body.octets(), BlobDraft.CHUNK);
        octets += body.octets();
    }

    private static Flags flags(JsonNode words) {
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        List<String> keywords = new ArrayList<>();
        for (JsonNode word : words) {
            String text = word.asText();
            Optional<SystemFlag> flag = SystemFlag.named(text);
            flag.ifPresent(system::add);
            if (flag.isEmpty() && keywords.size() < Flags.MAX_KEYWORDS && isKeyword(text)) {
                keywords.add(text);
            }
        }
        return new Flags(system, keywords);
    }

    private static boolean isKeyword(String text) {
        try {
            return !new Flags(Set.of(), List.of(text)).keywords().isEmpty();
        } catch (SyntaxError _) {
            return false;
        }
    }

    private void flush() {
        if (!batch.isEmpty() && place.isPresent()) {
            Optional<MailboxTakeover.Added> result = takeover.add(account, place.get(), batch, uids);
            added += result.map(MailboxTakeover.Added::added).orElse(0);
            if (result.isEmpty()) {
                leftOut += batch.size();
                place = Optional.empty();
                note(name + " was removed here meanwhile");
            } else {
                report(result.get());
            }
        }
        discard();
    }

    private void report(MailboxTakeover.Added result) {
        if (result.renumbered()) {
            note(name + ": mail had come here meanwhile, so UIDs could not be kept");
        }
        stripped += result.stripped();
    }

    private void endMailbox() {
        flush();
        if (stripped > 0) {
            note(name + ": came without some of their keywords, since a mailbox has at most " + Keywords.MAX + ": "
                    + stripped);
            stripped = 0;
        }
        boolean kept = place.flatMap(messages::head)
                .filter(head -> OptionalLong.of(head.uidValidity()).equals(uids.validity()))
                .isPresent();
        if (kept && uids.next().isPresent()) {
            takeover.skipTo(place.orElseThrow(), uids.next().getAsLong());
        }
        place = Optional.empty();
    }

    private void discard() {
        batch.forEach(each -> each.body().close());
        batch.clear();
        inBatch.clear();
        batchOctets = 0;
    }

    private void note(String text) {
        if (notes.size() < MAX_NOTES) {
            notes.add(text);
        }
    }

    /// Keeps the connection, which ends after a long silence.
    private void notice() throws IOException {
        if (System.nanoTime() - noticed > NOTICE_NANOS) {
            noticed = System.nanoTime();
            call.row(Fields.of("kind", "progress", "added", added, "known", known));
        }
    }
}
