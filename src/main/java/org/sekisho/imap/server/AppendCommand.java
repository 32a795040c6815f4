package org.sekisho.imap.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.SyntaxError;
import org.sekisho.imap.AppendParser;
import org.sekisho.imap.AppendStep;
import org.sekisho.imap.CommandError;
import org.sekisho.imap.Literal;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.ResponseCode.Plain;
import org.sekisho.mailbox.Access;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Draft;
import org.sekisho.mailbox.Entry;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.Right;
import org.sekisho.mailbox.UidSet;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.StorageException;

/// APPEND (RFC 9051 §6.3.12) with MULTIAPPEND, CATENATE and UTF8 (RFC 3502, 4469, 6855), and REPLACE (RFC 8508). All
/// messages of one command are added, or none. They are kept octet by octet as they come, bare CR and LF included,
/// so that signatures stay good; messages go to the store as they come, with less than a chunk of each in memory.
///
/// What goes wrong is said as soon as the client lets us: before the literal it announces, or behind one that it
/// sends unasked.
final class AppendCommand implements AutoCloseable {
    private static final int BLOCK = 16 * 1024; // octets
    /// What is not in the store yet of all messages together, in octets. (Many small ones, or a dozen large ones.)
    private static final long MAX_BUFFERED = 4 << 20;

    /// Octets in memory of each message, however small it is: so there are at most some thousand in one command.
    private static final int OVERHEAD = 512;

    private static final int MAX_NAME = 4096; // octets
    private static final Set<Right> REPLACING = Set.of(Right.READ, Right.DELETE_MESSAGES, Right.EXPUNGE);
    private static final byte[] NO_NAME = {'?'};

    private final Dialogue dialogue;
    private final CommandInput input;
    private final AppendParser parser;
    private final Optional<SelectedMailbox> selected;
    private final List<BlobDraft> bodies = new ArrayList<>();
    private final List<Draft> drafts = new ArrayList<>();
    private @Nullable Entry target;
    private Optional<AppendStep.Replaced> replaced = Optional.empty();
    private long replacedUid;
    private AppendStep.@Nullable Message message;
    private @Nullable BlobDraft body;
    private @Nullable Completion failure;
    private Optional<Literal> announced; // by the last line
    private long buffered;

    /// @param first the line the parser began with
    AppendCommand(Dialogue dialogue, AppendParser parser, byte[] first, Optional<SelectedMailbox> selected) {
        this.dialogue = dialogue;
        this.input = dialogue.input();
        this.parser = parser;
        this.selected = selected;
        this.announced = Literal.endOf(first);
    }

    Completion run() throws IOException {
        try {
            while (true) {
                AppendStep step = parser.next();
                if (step instanceof AppendStep.End) {
                    return failure != null ? failure : commit();
                }
                Optional<Literal> literal = literal(step);
                literal.ifPresent(its -> check(step, its));
                if (failure != null && literal.isPresent() && literal.get().synchronizing()) {
                    return failure; // and the client does not send it
                }
                take(step);
            }
        } catch (CommandError e) {
            input.skip(announced);
            return failure != null ? failure : Completion.of(e);
        }
    }

    private static Optional<Literal> literal(AppendStep step) {
        return switch (step) {
            case AppendStep.NameLiteral(var literal) -> Optional.of(literal);
            case AppendStep.Text(var literal) -> Optional.of(literal);
            case AppendStep.Target _,
                    AppendStep.Message _,
                    AppendStep.Url _,
                    AppendStep.MessageEnd _,
                    AppendStep.End _ -> Optional.empty();
        };
    }

    private void take(AppendStep step) throws IOException {
        switch (step) {
            case AppendStep.Target(var mailbox, var its) -> {
                replaced = its;
                open(mailbox);
            }
            case AppendStep.NameLiteral(var literal) -> name(literal);
            case AppendStep.Message its -> begin(its);
            case AppendStep.Text(var literal) -> text(literal);
            case AppendStep.Url(var url) -> url(url);
            case AppendStep.MessageEnd() -> finish();
            case AppendStep.End() -> throw new IllegalStateException("the end");
        }
    }

    private void fail(Completion why) {
        if (failure == null) {
            failure = why;
        }
    }

    private void open(String name) {
        try {
            Access access = dialogue.server().tree().access(dialogue.account(), name, Right.INSERT);
            switch (access) {
                case Access.Granted(var entry) -> target = entry;
                case Access.NonExistent() -> fail(Completion.no(Plain.TRYCREATE, "no such mailbox"));
                case Access.NoPermission() -> fail(Dialogue.refusal(access));
                case Access.Malformed _ -> fail(Dialogue.refusal(access));
            }
            replaced.ifPresent(this::find);
        } catch (StorageException e) {
            fail(unavailable(e));
        }
    }

    /// The message that makes way (RFC 8508 §3.1).
    private void find(AppendStep.Replaced asked) {
        SelectedMailbox mailbox = selected.orElse(null);
        if (mailbox == null) {
            fail(Completion.bad("select a mailbox first"));
            return;
        }
        if (mailbox.readOnly()) {
            fail(Completion.no(Plain.READ_ONLY, "the mailbox is opened read-only"));
            return;
        }
        if (!mayReplaceIn(mailbox)) {
            fail(mayNotReplace());
            return;
        }
        int size = mailbox.view().size();
        long position =
                asked.number() == 0 ? size : asked.uid() ? mailbox.view().positionOf(asked.number()) : asked.number();
        if (position < 1 || position > size) {
            fail(asked.uid() ? Completion.no("no such message") : Completion.bad("no message has such a number"));
            return;
        }
        replacedUid = mailbox.view().uidAt((int) position);
    }

    /// RFC 8508 §4.1: the message that makes way goes as it does with MOVE.
    private static boolean mayReplaceIn(SelectedMailbox mailbox) {
        return mailbox.rights().set().containsAll(REPLACING);
    }

    private static Completion mayNotReplace() {
        return Completion.no(Plain.NOPERM, "you may not take messages away here");
    }

    private void check(AppendStep step, Literal literal) {
        if (step instanceof AppendStep.NameLiteral && literal.octets() > MAX_NAME) {
            fail(Completion.bad(Plain.TOOBIG, "a name of more than " + MAX_NAME + " octets"));
        }
        long octets = literal.octets() + (body == null ? 0 : body.octets());
        if (octets > limit() || octets < 0) {
            fail(tooBig());
        }
    }

    private void name(Literal literal) throws IOException {
        if (literal.octets() > MAX_NAME) {
            input.skipOne(literal);
            parser.literal(NO_NAME, line()); // refused already; the rest has to be read
        } else {
            parser.literal(input.read(literal), line());
        }
    }

    private byte[] line() throws IOException {
        byte[] line = input.line();
        announced = Literal.endOf(line);
        return line;
    }

    private void begin(AppendStep.Message its) {
        message = its;
        if (failure == null) {
            try {
                BlobDraft draft = dialogue.server().blobs().draft();
                bodies.add(draft);
                body = draft;
            } catch (StorageException e) {
                fail(unavailable(e));
            }
        }
    }

    private void text(Literal literal) throws IOException {
        if (failure != null) {
            input.skipOne(literal);
        } else {
            dialogue.connection().expectBulk();
            copy(input.stream(literal));
        }
        parser.line(line());
    }

    private Completion tooBig() {
        return Completion.no(Plain.TOOBIG, "the message is larger than " + limit() + " octets");
    }

    private long limit() {
        return dialogue.server().settings().messageOctets();
    }

    private void copy(InputStream stream) throws IOException {
        byte[] block = new byte[BLOCK];
        for (int octets = stream.read(block); octets >= 0; octets = stream.read(block)) {
            write(block, octets);
        }
    }

    private void write(byte[] block, int octets) {
        BlobDraft draft = body;
        if (failure == null && draft != null && draft.octets() + octets > limit()) { // of parts that URLs name
            fail(tooBig());
        }
        if (failure == null && draft != null) {
            try {
                draft.write(block, 0, octets);
            } catch (StorageException e) {
                fail(unavailable(e));
            }
        }
    }

    /// RFC 4469 §3: a part of the message is what a message here has.
    private void url(String url) throws IOException {
        if (failure != null) {
            return;
        }
        try {
            Optional<InputStream> opened = CatenatedPart.open(dialogue, url);
            if (opened.isEmpty()) {
                fail(Completion.no(new ResponseCode.BadUrl(url), "there is nothing at this URL"));
                return;
            }
            try (InputStream stream = opened.get()) {
                copy(stream);
            }
        } catch (StorageException e) {
            fail(unavailable(e));
        }
    }

    private void finish() {
        AppendStep.Message its = message;
        BlobDraft draft = body;
        if (failure != null || its == null || draft == null || target == null) {
            return;
        }
        draft.trim();
        buffered += OVERHEAD + draft.octets() % BlobDraft.CHUNK;
        if (buffered > MAX_BUFFERED) {
            fail(Completion.no(Plain.LIMIT, "too many messages in one command"));
            return;
        }
        try {
            Flags flags = target.rights().mayChange(FlagsText.parse(its.flags()));
            var date = its.date()
                    .map(OffsetDateTime::toInstant)
                    .orElseGet(() -> dialogue.server().clock().instant());
            drafts.add(new Draft(draft, flags, date));
        } catch (SyntaxError e) {
            fail(Completion.no(Plain.LIMIT, String.valueOf(e.getMessage())));
        }
    }

    private Completion commit() throws IOException {
        Entry to = target;
        if (to == null) {
            return Completion.no(Plain.TRYCREATE, "no such mailbox");
        }
        // a message may have been on its way for long: rights count that are there now
        if (!dialogue.server().tree().rights(dialogue.account(), to).has(Right.INSERT)) {
            return Completion.no(Plain.NOPERM, "you may not add messages there any more");
        }
        if (replaced.isPresent()
                && !selected.filter(AppendCommand::mayReplaceIn).isPresent()) {
            return mayNotReplace();
        }
        return switch (dialogue.mailboxes().append(to.id(), drafts)) {
            case Appended.Stored(var uid) -> stored(to, uid);
            case Appended.AlreadyThere(var uid) -> stored(to, uid);
            case Appended.OverQuota(var why) -> Completion.no(Plain.OVERQUOTA, why);
            case Appended.TooManyKeywords() -> FlagsText.tooManyKeywords();
            case Appended.Gone() -> Completion.no(Plain.TRYCREATE, "no such mailbox");
        };
    }

    /// RFC 4315 §3, RFC 8508 §3.1.
    private Completion stored(Entry to, long first) throws IOException {
        long validity = dialogue.mailboxes()
                .head(to.id())
                .map(head -> head.uidValidity())
                .orElse(0L);
        UidSet uids = UidSet.range(first, first + drafts.size() - 1);
        ResponseCode code = new ResponseCode.AppendUid(validity, Sets.numbers(uids));
        if (replaced.isEmpty() || selected.isEmpty()) {
            return Completion.ok(code, "added");
        }
        SelectedMailbox mailbox = selected.get();
        dialogue.output().ok(code, "the replacement is there");
        dialogue.mailboxes().expunge(mailbox.id(), UidSet.of(replacedUid), false);
        mailbox.sync(dialogue.output(), SelectedMailbox.Expunges.TOLD);
        return Completion.ok("replaced");
    }

    private Completion unavailable(StorageException e) {
        return dialogue.server().unavailable(e, dialogue.connection());
    }

    /// Gives back what was written of messages that were not added.
    @Override
    public void close() {
        bodies.forEach(BlobDraft::close);
    }
}
