package org.sekisho.migration;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.Mailbox;
import org.sekisho.doctor.Text;
import org.sekisho.mailbox.Incoming;
import org.sekisho.mailbox.Keywords;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.MailboxTakeover;
import org.sekisho.mailbox.MailboxTakeover.Place;
import org.sekisho.mailbox.MailboxTakeover.Reflagged;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.SourceRow;
import org.sekisho.mailbox.SpecialUse;
import org.sekisho.mailbox.Uids;
import org.sekisho.qmail.MaildirFolder;
import org.sekisho.qmail.MaildirMessage;
import org.sekisho.qmail.MaildirReader;
import org.sekisho.store.BlobDraft;
import org.sekisho.store.Blobs;

/// The messages of one account, folder by folder, many in one commit. Of a message one block is in memory, of a
/// commit the ends of its messages. For one thread.
final class FolderStep implements MaildirReader.Receiver {
    private static final int MESSAGES_PER_COMMIT = 256;
    private static final Text DENIED = new Text("permission denied", "権限がありません");
    private static final long OCTETS_PER_COMMIT = 4 << 20;

    private final Mailbox address;
    private final MailboxTakeover takeover;
    private final Blobs blobs;
    private final Optional<AccountId> account;
    private final boolean dry;
    private final Tally tally;
    private final Pace pace;
    private final CrlfCopy copy = new CrlfCopy();
    private final List<Incoming> batch = new ArrayList<>();
    private final List<Reflagged> reflagged = new ArrayList<>();
    private long batchOctets;
    private Optional<MaildirFolder> folder = Optional.empty();
    private Optional<Place> place = Optional.empty();
    private boolean otherUids;
    private int stripped;
    private Line.Mail sum = Line.Mail.NONE;

    /// @param account empty in a dry run, when it is not there yet
    FolderStep(
            Mailbox address,
            Mailboxes mailboxes,
            Blobs blobs,
            Optional<AccountId> account,
            boolean dry,
            Tally tally,
            Pace pace) {
        this.address = address;
        this.takeover = mailboxes.takeover();
        this.blobs = blobs;
        this.account = account;
        this.dry = dry;
        this.tally = tally;
        this.pace = pace;
    }

    Line.Mail sum() {
        return sum;
    }

    @Override
    public void folder(MaildirFolder next) throws IOException {
        end();
        folder = Optional.of(next);
        place = account.flatMap(id -> dry
                ? takeover.look(id, next.name())
                : Optional.of(takeover.open(id, next.name(), uses(next.name()), next.uidValidity())));
        otherUids = false;
        sum = sum.plus(new Line.Mail(1, 0, 0, 0, 0, 0));
        if (place.isPresent()) {
            switch (place.get()) {
                case Place.Open _ -> {}
                case Place.Removed() ->
                    remark(
                            next,
                            new Text(
                                    "the folder was removed here since: not brought again",
                                    "このフォルダーはこちらで削除されたため、再び取り込みません"));
                case Place.Refused(var why) ->
                    remark(next, new Text("the folder cannot be made: " + why, "フォルダーを作れません: " + why));
            }
        }
    }

    private void remark(MaildirFolder where, Text why) throws IOException {
        tally.line(new Line.OfRemark(
                Remark.of(where.directory().toString(), address + " " + where.name(), why, Remark.NOTHING)));
    }

    /// The names that mail programs give to the folders they make.
    private static Set<SpecialUse> uses(MailboxName name) {
        return switch (name.value().toLowerCase(Locale.ROOT)) {
            case "sent", "sent items", "sent messages" -> Set.of(SpecialUse.SENT);
            case "drafts" -> Set.of(SpecialUse.DRAFTS);
            case "trash", "deleted items", "deleted messages" -> Set.of(SpecialUse.TRASH);
            case "junk", "spam", "junk e-mail" -> Set.of(SpecialUse.JUNK);
            case "archive", "archives" -> Set.of(SpecialUse.ARCHIVE);
            default -> Set.of();
        };
    }

    @Override
    public void message(MaildirMessage message) throws IOException {
        if (place.isPresent() && !(place.get() instanceof Place.Open)) {
            return;
        }
        Optional<SourceRow> known = place.flatMap(to -> to instanceof Place.Open(var mailbox, var _)
                ? takeover.known(mailbox, message.unique())
                : Optional.empty());
        if (known.isPresent()) {
            sum = sum.plus(new Line.Mail(0, 0, 0, 1, 0, 0));
            again(message, known.get());
        } else if (dry && !Files.isReadable(message.file())) {
            unreadable(message, DENIED);
        } else if (dry) {
            sum = sum.plus(new Line.Mail(0, 1, message.octets(), 0, 0, 0));
        } else {
            add(message);
        }
        pace.step(address, sum);
    }

    private void again(MaildirMessage message, SourceRow known) {
        if (!known.flags().equals(message.flags())) {
            reflagged.add(new Reflagged(message.unique(), message.flags()));
        }
        boolean kept = place.filter(to -> to instanceof Place.Open(var _, var uids) && uids)
                .isPresent();
        otherUids |= kept && message.uid().isPresent() && message.uid().getAsLong() != known.uid();
    }

    private void add(MaildirMessage message) throws IOException {
        BlobDraft body = blobs.draft();
        try (InputStream in = message.open()) {
            copy.copy(in, body);
        } catch (NoSuchFileException _) {
            body.close(); // deleted by its owner this moment
            return;
        } catch (IOException e) {
            body.close();
            String why = String.valueOf(e);
            unreadable(message, e instanceof AccessDeniedException ? DENIED : new Text(why, why));
            return;
        }
        batch.add(new Incoming(
                message.unique(), body, message.flags(), message.internalDate(), message.uid(), message.popId()));
        batchOctets += Math.min(body.octets(), BlobDraft.CHUNK);
        sum = sum.plus(new Line.Mail(0, 1, message.octets(), 0, 0, 0));
        if (batch.size() >= MESSAGES_PER_COMMIT || batchOctets >= OCTETS_PER_COMMIT) {
            flush();
        }
    }

    private void unreadable(MaildirMessage message, Text why) throws IOException {
        tally.line(new Line.OfRemark(Remark.of(
                message.file().toString(),
                address,
                new Text("the message cannot be read: " + why.en(), "メールを読めません: " + why.ja()),
                new Text("mend it and run the import again", "直してから再実行してください。"))));
    }

    /// Brings what was read so far.
    void flush() throws IOException {
        if (!batch.isEmpty()
                && account.isPresent()
                && place.isPresent()
                && place.get() instanceof Place.Open(var mailbox, var _)) {
            MaildirFolder from = folder.orElseThrow();
            Optional<MailboxTakeover.Added> added =
                    takeover.add(account.get(), mailbox, batch, new Uids(from.uidValidity(), from.nextUid()));
            if (added.isEmpty()) {
                sum = sum.plus(new Line.Mail(0, -batch.size(), 0, 0, 0, 0));
                remark(folder.orElseThrow(), new Text("the folder was removed here meanwhile", "取り込み中にこちらで削除されました"));
            }
            if (added.filter(MailboxTakeover.Added::renumbered).isPresent()) {
                renumbered();
            }
            stripped += added.map(MailboxTakeover.Added::stripped).orElse(0);
        }
        discard();
    }

    private void renumbered() throws IOException {
        remark(
                folder.orElseThrow(),
                new Text(
                        "mail had come here meanwhile, so UIDs could not be kept: IMAP programs read this folder anew",
                        "先にこちらへ届いたメールがあり UID を維持できません。IMAP ソフトはこのフォルダーを読み直します"));
    }

    private void stripped() throws IOException {
        if (stripped > 0) {
            remark(
                    folder.orElseThrow(),
                    new Text(
                            "came without some of their keywords, since a mailbox has at most " + Keywords.MAX + ": "
                                    + stripped,
                            stripped + " 通のメールはキーワードの一部を引き継ぎませんでした。メールボックスごとのキーワードは " + Keywords.MAX + " 種類までです"));
            stripped = 0;
        }
    }

    /// Gives up what was not brought.
    void discard() {
        batch.forEach(each -> each.body().close());
        batch.clear();
        batchOctets = 0;
    }

    /// After the last message of a folder.
    void end() throws IOException {
        flush();
        stripped();
        if (folder.isPresent() && place.isPresent() && place.get() instanceof Place.Open(var mailbox, var uidsKept)) {
            if (!dry && otherUids) {
                takeover.renumber(account.orElseThrow(), mailbox);
                renumbered();
            } else if (!dry && uidsKept && folder.get().nextUid().isPresent()) {
                takeover.skipTo(mailbox, folder.get().nextUid().getAsLong());
            }
            if (!reflagged.isEmpty()) {
                MailboxTakeover.Followed followed =
                        dry ? takeover.look(mailbox, reflagged) : takeover.follow(mailbox, reflagged);
                sum = sum.plus(new Line.Mail(0, 0, 0, 0, followed.changed(), followed.kept()));
            }
        }
        reflagged.clear();
        folder = Optional.empty();
    }
}
