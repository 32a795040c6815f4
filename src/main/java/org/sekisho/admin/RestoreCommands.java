package org.sekisho.admin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.mailbox.Appended;
import org.sekisho.mailbox.Expunged;
import org.sekisho.mailbox.MailboxId;
import org.sekisho.mailbox.MailboxList.Changed;
import org.sekisho.mailbox.MailboxList.Listed;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Removed;
import org.sekisho.mailbox.UidSet;
import org.sekisho.message.EncodedWords;
import org.sekisho.message.Envelope;
import org.sekisho.message.EnvelopeAddress;
import org.sekisho.message.MimeTree;

/// Shows what was deleted and can be given back, and gives it back.
final class RestoreCommands {
    private static final int SHOWN = 100;
    private static final int MOST_SHOWN = 1_000_000;
    private static final int HEADER_OCTETS = 64 * 1024; // of a message, enough to say what it was

    private final Accounts accounts;
    private final Mailboxes mailboxes;
    private final InstantSource clock;

    RestoreCommands(Accounts accounts, Mailboxes mailboxes, InstantSource clock) {
        this.accounts = accounts;
        this.mailboxes = mailboxes;
        this.clock = clock;
    }

    List<Command> all() {
        return List.of(
                Command.of("mailbox.expunged", this::expunged, "address", "mailbox", "limit"),
                Command.of("mailbox.removed", this::removed, "address"),
                Command.of(
                        "mailbox.restore",
                        this::restore,
                        "address",
                        "mailbox",
                        "uid",
                        "since",
                        "all",
                        "removed",
                        "as"));
    }

    private AccountId account(Call call) throws AdminException, DirectoryException {
        return accounts.require(call.arguments().read("address", Mailbox::of)).id();
    }

    private Listed listed(AccountId account, MailboxName name) throws AdminException {
        return mailboxes
                .list()
                .find(account, name)
                .orElseThrow(() -> new AdminException(
                        Kind.MISSING, "no mailbox " + name + "; `mailbox removed` shows those that were removed"));
    }

    private Map<String, Object> expunged(Call call) throws AdminException, DirectoryException, IOException {
        AccountId account = account(call);
        int limit = call.arguments().number("limit", 1, MOST_SHOWN, SHOWN);
        Optional<MailboxName> only = call.arguments().readOptional("mailbox", MailboxName::new);
        List<Listed> chosen = only.isPresent()
                ? List.of(listed(account, only.get()))
                : mailboxes.list().all(account);
        long shown = 0;
        long waiting = 0;
        for (Listed each : chosen) {
            List<Expunged> found = new ArrayList<>();
            waiting += eachExpunged(each.id(), expunged -> {
                if (found.size() < limit) {
                    found.add(expunged);
                }
                return true;
            });
            for (Expunged expunged : found) {
                call.row(row(each, expunged));
            }
            shown += found.size();
        }
        var done = Fields.of("expunged", waiting);
        if (shown < waiting) {
            done.put(
                    "notes",
                    List.of("the newest of " + waiting
                            + "; --limit shows more, `mailbox restore` reaches all of them"));
        }
        return done;
    }

    /// The newest first, a page in memory.
    /// @param taker false: enough
    /// @return how many it was given
    private long eachExpunged(MailboxId mailbox, Predicate<Expunged> taker) {
        long count = 0;
        Optional<Expunged> last = Optional.empty();
        List<Expunged> page;
        do {
            page = mailboxes.expunged(mailbox, Mailboxes.PAGE, last);
            for (Expunged each : page) {
                if (!taker.test(each)) {
                    return count;
                }
                count++;
                last = Optional.of(each);
            }
        } while (page.size() == Mailboxes.PAGE);
        return count;
    }

    private Map<String, Object> row(Listed mailbox, Expunged expunged) throws IOException {
        byte[] header;
        try (InputStream message = mailboxes.open(mailbox.id(), expunged.message())) {
            header = message.readNBytes(HEADER_OCTETS);
        }
        Envelope envelope = MimeTree.parse(new ByteArrayInputStream(header)).envelope();
        return Fields.of(
                "mailbox",
                mailbox.name(),
                "uid",
                expunged.message().uid(),
                "date",
                expunged.message().internalDate(),
                "from",
                envelope.from().stream().findFirst().map(RestoreCommands::shown).orElse(""),
                "subject",
                envelope.subject().map(EncodedWords::decode).orElse(""),
                "octets",
                expunged.message().octets(),
                "expunged",
                expunged.at());
    }

    private static String shown(EnvelopeAddress address) {
        return switch (address) {
            case EnvelopeAddress.Single(var _, var _, var mailbox, var host) -> mailbox + "@" + host;
            case EnvelopeAddress.Group(var name, var _) -> EncodedWords.decode(name);
        };
    }

    private Map<String, Object> removed(Call call) throws AdminException, DirectoryException, IOException {
        int count = 0;
        for (Removed each : removed(account(call))) {
            call.row(Fields.of("mailbox", each.name(), "removed", each.at(), "id", each.id()));
            count++;
        }
        return Fields.of("removed", count);
    }

    /// The newest first.
    private List<Removed> removed(AccountId account) {
        return mailboxes.list().removed(account).stream()
                .filter(each -> !each.purging())
                .sorted(Comparator.comparing(Removed::at).reversed())
                .toList();
    }

    private Map<String, Object> restore(Call call) throws AdminException, DirectoryException, IOException {
        var arguments = call.arguments();
        AccountId account = account(call);
        boolean messages = arguments.optional("uid").isPresent()
                || arguments.optional("since").isPresent()
                || arguments.flag("all");
        Optional<String> gone = arguments.optional("removed");
        Optional<MailboxName> mailbox = arguments.readOptional("mailbox", MailboxName::new);
        if (gone.isPresent() && (messages || mailbox.isPresent())) {
            throw new AdminException(Kind.USAGE, "--removed gives back a whole mailbox: name only that, and --as");
        }
        if (gone.isPresent()) {
            return restoreMailbox(account, gone.get(), arguments.readOptional("as", MailboxName::new));
        }
        if (mailbox.isEmpty() || !messages || arguments.optional("as").isPresent()) {
            throw new AdminException(
                    Kind.USAGE,
                    "name a mailbox, and which of its messages: --uid, --since or --all; or a mailbox: --removed");
        }
        return restoreMessages(call, listed(account, mailbox.get()));
    }

    private Map<String, Object> restoreMailbox(AccountId account, String text, Optional<MailboxName> as)
            throws AdminException {
        Removed chosen = removed(account).stream()
                .filter(each -> each.id().value().equals(text)
                        || each.name().filter(name -> name.value().equals(text)).isPresent())
                .findFirst()
                .orElseThrow(() -> new AdminException(
                        Kind.MISSING, "no such mailbox was removed, or it is too long ago: see `mailbox removed`"));
        MailboxName name = as.or(chosen::name)
                .orElseThrow(
                        () -> new AdminException(Kind.USAGE, "what it was called is not known: name it with --as"));
        return switch (mailboxes.restoreMailbox(account, chosen.id(), name)) {
            case Changed.Done(var listed) ->
                Fields.of(
                        "restored",
                        listed.name(),
                        "messages",
                        mailboxes.head(listed.id()).map(head -> head.messages()).orElse(0L));
            case Changed.AlreadyExists() ->
                throw new AdminException(
                        Kind.REFUSED, "there is a mailbox " + name + " now: give it another name with --as");
            case Changed.NoSuchMailbox() -> throw new AdminException(Kind.MISSING, "it cannot be given back any more");
            case Changed.NotAllowed(var why) -> throw new AdminException(Kind.REFUSED, why);
        };
    }

    private Map<String, Object> restoreMessages(Call call, Listed mailbox) throws AdminException, IOException {
        Optional<UidSet> uids = call.arguments().readOptional("uid", RestoreCommands::uids);
        Instant since = call.arguments().readOptional("since", this::since).orElse(Instant.MIN);
        LongStream.Builder chosen = LongStream.builder();
        eachExpunged(mailbox.id(), each -> {
            if (uids.isEmpty() || uids.get().contains(each.message().uid())) {
                if (!each.at().isBefore(since)) {
                    chosen.add(each.message().uid());
                }
            }
            return !each.at().isBefore(since);
        });
        long[] sorted = chosen.build().sorted().toArray();
        if (sorted.length == 0) {
            throw new AdminException(Kind.MISSING, "no such message: see `mailbox expunged`");
        }
        int restored = 0;
        for (int from = 0; from < sorted.length; from += Mailboxes.PAGE) {
            int to = Math.min(sorted.length, from + Mailboxes.PAGE);
            UidSet page = UidSet.of(
                    LongStream.range(from, to).map(at -> sorted[(int) at]).toArray());
            switch (mailboxes.restore(mailbox.id(), page)) {
                case Appended.Stored _, Appended.AlreadyThere _ -> restored += to - from;
                case Appended.OverQuota(var why) ->
                    throw new AdminException(Kind.REFUSED, why + "; restored until then: " + restored);
                case Appended.TooManyKeywords() -> throw new IllegalStateException("those too many are left out");
                case Appended.Gone() -> {} // somebody else has given them back, or they are too old by now
            }
        }
        return Fields.of("restored", restored, "mailbox", mailbox.name());
    }

    private static UidSet uids(String text) {
        UidSet all = UidSet.EMPTY;
        for (String part : text.split(",", -1)) {
            if (!part.matches("[1-9][0-9]{0,9}(:[1-9][0-9]{0,9})?")) {
                throw new SyntaxError("expected UIDs such as 7 or 3:9,12");
            }
            int colon = part.indexOf(':');
            long first = Long.parseLong(colon < 0 ? part : part.substring(0, colon));
            long last = colon < 0 ? first : Long.parseLong(part.substring(colon + 1));
            all = all.plus(UidSet.range(Math.min(first, last), Math.max(first, last)));
        }
        return all;
    }

    /// A day, an instant, or how long ago.
    private Instant since(String text) {
        return text.matches("[0-9]+[mhdw]")
                ? clock.instant().truncatedTo(ChronoUnit.SECONDS).minus(BlockCommands.lasting(text))
                : DirectoryCommands.instant(text);
    }
}
