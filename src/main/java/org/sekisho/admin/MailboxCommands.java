package org.sekisho.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.HostedDomain;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.config.Settings;
import org.sekisho.mailbox.AccessLists;
import org.sekisho.mailbox.Head;
import org.sekisho.mailbox.Identifier;
import org.sekisho.mailbox.MailboxList.Changed;
import org.sekisho.mailbox.MailboxList.Listed;
import org.sekisho.mailbox.MailboxName;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Owner;
import org.sekisho.mailbox.RightsChange;
import org.sekisho.mailbox.SpecialUse;

/// Mailboxes of accounts, who else may use them, and those that belong to a domain.
final class MailboxCommands {
    private static final String READERS = "lr"; // of a public mailbox that was just made

    private final Accounts accounts;
    private final Mailboxes mailboxes;
    private final AccessLists lists;

    MailboxCommands(Accounts accounts, Mailboxes mailboxes) {
        this.accounts = accounts;
        this.mailboxes = mailboxes;
        this.lists = new AccessLists(mailboxes, accounts);
    }

    List<Command> all() {
        return List.of(
                Command.of("mailbox.list", this::list, "owner"),
                Command.of("mailbox.share", this::share, "owner", "mailbox", "with", "rights"),
                Command.of("mailbox.unshare", this::unshare, "owner", "mailbox", "with"),
                Command.of("mailbox.public.list", this::listPublic, "domain"),
                Command.of("mailbox.public.add", this::addPublic, "domain", "mailbox"),
                Command.of("mailbox.public.remove", this::removePublic, "domain", "mailbox"),
                Command.of("account.imap", this::setImap, "address", "disable", "enable"));
    }

    /// An account by its address, or the public mailboxes of a domain by its name.
    private Owner owner(Call call) throws AdminException, DirectoryException {
        String text = call.arguments().text("owner");
        return text.indexOf('@') < 0
                ? Owner.publicOf(hosted(call.arguments().read("owner", Domain::of)))
                : Owner.of(accounts.require(call.arguments().read("owner", Mailbox::of)));
    }

    private HostedDomain hosted(Domain domain) throws AdminException {
        return accounts.domain(domain)
                .orElseThrow(() -> new AdminException(Kind.MISSING, "no such domain here: " + domain));
    }

    private static MailboxName name(Call call) throws AdminException {
        return call.arguments().read("mailbox", MailboxName::new);
    }

    private Map<String, Object> list(Call call) throws AdminException, DirectoryException, IOException {
        return rows(call, owner(call));
    }

    private Map<String, Object> rows(Call call, Owner owner) throws IOException {
        List<Listed> all = mailboxes.list().all(owner.id());
        for (Listed one : all) {
            Optional<Head> head = mailboxes.head(one.id());
            call.row(Fields.of(
                    "mailbox",
                    one.name(),
                    "use",
                    one.uses().stream().sorted().map(SpecialUse::attribute).toList(),
                    "messages",
                    head.map(Head::messages).orElse(0L),
                    "unseen",
                    head.map(Head::unseen).orElse(0L),
                    "octets",
                    head.map(Head::octets).orElse(0L),
                    "shared",
                    shared(owner, one),
                    "id",
                    one.id()));
        }
        return Fields.of("mailboxes", all.size());
    }

    private List<String> shared(Owner owner, Listed mailbox) {
        String self = accounts.account(owner.id())
                .map(account -> account.primary().toString())
                .orElse("");
        List<String> shared = new ArrayList<>();
        for (AccessLists.Shown entry : lists.entries(owner, mailbox.id())) {
            if (!entry.identifier().equals(self)) {
                shared.add(entry.identifier() + " " + entry.rights());
            }
        }
        return shared;
    }

    private Map<String, Object> share(Call call) throws AdminException, DirectoryException {
        RightsChange change = call.arguments().read("rights", RightsChange::parse);
        return changed(call, change, "shared");
    }

    private Map<String, Object> unshare(Call call) throws AdminException, DirectoryException {
        return changed(call, RightsChange.none(), "unshared");
    }

    private Map<String, Object> changed(Call call, RightsChange change, String word)
            throws AdminException, DirectoryException {
        MailboxName mailbox = name(call);
        String with = call.arguments().text("with");
        return switch (lists.set(owner(call), mailbox, with, change)) {
            case AccessLists.Outcome.Done(var rights) ->
                Fields.of(word, mailbox, "with", with, "rights", rights.letters());
            case AccessLists.Outcome.NoSuchMailbox() -> throw noSuchMailbox(mailbox);
            case AccessLists.Outcome.NoSuchUser() ->
                throw new AdminException(
                        Kind.MISSING,
                        "there is no account " + with + ": share with an account of this server, or with "
                                + Identifier.ANYONE_TEXT);
            case AccessLists.Outcome.NotAllowed(var why) -> throw new AdminException(Kind.REFUSED, why);
        };
    }

    private static AdminException noSuchMailbox(MailboxName mailbox) {
        return new AdminException(
                Kind.MISSING, "there is no mailbox " + mailbox + " (mailbox list shows those that are)");
    }

    // ---- of a domain

    private HostedDomain domain(Call call) throws AdminException {
        return hosted(call.arguments().read("domain", Domain::of));
    }

    private Map<String, Object> listPublic(Call call) throws AdminException, IOException {
        return rows(call, Owner.publicOf(domain(call)));
    }

    /// At first all of the domain may read it; one below another is for those whom that one is for.
    private Map<String, Object> addPublic(Call call) throws AdminException {
        Owner owner = Owner.publicOf(domain(call));
        MailboxName mailbox = name(call);
        if (mailbox.levels().getFirst().equals(MailboxName.INBOX.value())) {
            throw new AdminException(Kind.REFUSED, "INBOX is where an account's mail comes in; choose another name");
        }
        boolean below = mailbox.parent()
                .filter(name -> mailboxes.list().find(owner.id(), name).isPresent())
                .isPresent();
        return switch (mailboxes.list().create(owner.id(), mailbox, Set.of())) {
            case Changed.Done _ -> {
                if (!below) {
                    lists.set(owner, mailbox, Identifier.ANYONE_TEXT, RightsChange.parse(READERS));
                }
                yield Fields.of("added", mailbox);
            }
            case Changed.AlreadyExists() ->
                throw new AdminException(Kind.REFUSED, "there is a public mailbox " + mailbox + " already");
            case Changed.NoSuchMailbox() -> throw noSuchMailbox(mailbox);
            case Changed.NotAllowed(var why) -> throw new AdminException(Kind.REFUSED, why);
        };
    }

    private Map<String, Object> removePublic(Call call) throws AdminException {
        Owner owner = Owner.publicOf(domain(call));
        MailboxName mailbox = name(call);
        return switch (mailboxes.remove(owner.id(), mailbox)) {
            case Changed.Done _ -> Fields.of("removed", mailbox);
            case Changed.AlreadyExists(), Changed.NoSuchMailbox() -> throw noSuchMailbox(mailbox);
            case Changed.NotAllowed(var why) -> throw new AdminException(Kind.REFUSED, why);
        };
    }

    // ---- IMAP extensions

    private Map<String, Object> setImap(Call call) throws AdminException, DirectoryException {
        Mailbox address = call.arguments().read("address", Mailbox::of);
        List<String> disable = call.arguments().readAll("disable", MailboxCommands::extension);
        List<String> enable = call.arguments().readAll("enable", MailboxCommands::extension);
        if (disable.isEmpty() && enable.isEmpty()) {
            throw new AdminException(Kind.USAGE, "nothing to set: give disable or enable");
        }
        var account = accounts.require(address).id();
        Set<String> without = new TreeSet<>(mailboxes.imapExtensions().disabled(account));
        without.addAll(disable);
        enable.forEach(without::remove);
        mailboxes.imapExtensions().disable(account, without);
        return Fields.of("changed", address, "without", List.copyOf(without));
    }

    private static String extension(String text) {
        String name = text.toUpperCase(Locale.ROOT);
        if (!Settings.Imap.EXTENSIONS.contains(name)) {
            throw new SyntaxError("not an extension that can be switched off: those are "
                    + String.join(", ", Settings.Imap.EXTENSIONS));
        }
        return name;
    }
}
