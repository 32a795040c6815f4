package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.address.Host;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.MailboxList.Changed;
import org.sekisho.mailbox.MailboxList.Listed;

/// Access control lists as people read and write them (RFC 4314 §3): identifiers are addresses of accounts of this
/// server, and `anyone`, which means all accounts of the owner's domain. Whoever calls has made sure that the user
/// has [Right#ADMINISTER]. Safe from any thread.
public final class AccessLists {
    private final Sharing sharing;
    private final MailboxList list;
    private final Accounts accounts;

    public AccessLists(Mailboxes mailboxes, Accounts accounts) {
        this.sharing = mailboxes.sharing();
        this.list = mailboxes.list();
        this.accounts = accounts;
    }

    /// One line of GETACL.
    /// @param identifier an address or `anyone`, with `-` in front of what takes rights away
    public record Shown(String identifier, Rights rights) {}

    /// LISTRIGHTS.
    /// @param always what the identifier has whatever is said
    /// @param possible each may be given or not, by itself
    public record Possible(Rights always, Rights possible) {}

    /// What became of SETACL or DELETEACL.
    public sealed interface Outcome {
        record Done(Rights rights) implements Outcome {}

        /// NO [NONEXISTENT]: the mailbox went meanwhile.
        record NoSuchMailbox() implements Outcome {}

        /// NO: nobody here is called so.
        record NoSuchUser() implements Outcome {}

        /// NO [CANNOT].
        record NotAllowed(String why) implements Outcome {}
    }

    /// The owner first, then those to whom something is granted; accounts that exist no more are left out.
    public List<Shown> entries(Owner owner, MailboxId mailbox) {
        List<Shown> all = new ArrayList<>();
        accounts.account(owner.id())
                .ifPresent(account -> all.add(new Shown(account.primary().toString(), Rights.ALL)));
        for (Map.Entry<Identifier, Rights> entry :
                sharing.acl(owner.id(), mailbox).entries().entrySet()) {
            text(entry.getKey()).ifPresent(text -> all.add(new Shown(text, entry.getValue())));
        }
        return List.copyOf(all);
    }

    public List<Shown> entries(Entry entry) {
        return owner(entry).map(owner -> entries(owner, entry.id())).orElse(List.of());
    }

    /// @param identifier as the user wrote it
    public Outcome set(Owner owner, MailboxName mailbox, String identifier, RightsChange change) {
        Optional<Identifier> who = identifier(identifier);
        if (who.isEmpty()) {
            return new Outcome.NoSuchUser();
        }
        if (who.get().account().filter(owner.id()::equals).isPresent()) {
            boolean nothing =
                    !who.get().negative() && change.applyTo(Rights.ALL).equals(Rights.ALL);
            return nothing
                    ? new Outcome.Done(Rights.ALL)
                    : new Outcome.NotAllowed("the owner of a mailbox has all rights, always");
        }
        Set<AccountId> gone = gone(owner, mailbox);
        return switch (sharing.change(owner, mailbox, who.get(), change, gone)) {
            case Changed.Done(var listed) ->
                new Outcome.Done(sharing.acl(owner.id(), listed.id()).entries().getOrDefault(who.get(), Rights.NONE));
            case Changed.NoSuchMailbox(), Changed.AlreadyExists() -> new Outcome.NoSuchMailbox();
            case Changed.NotAllowed(var why) -> new Outcome.NotAllowed(why);
        };
    }

    public Outcome set(Entry entry, String identifier, RightsChange change) {
        return owner(entry)
                .map(owner -> set(owner, entry.mailbox().name(), identifier, change))
                .orElseGet(Outcome.NoSuchMailbox::new);
    }

    /// @return empty: nobody here is called so
    public Optional<Possible> possible(Entry entry, String identifier) {
        return identifier(identifier)
                .map(who -> who.account().filter(entry.owner()::equals).isPresent() && !who.negative()
                        ? new Possible(Rights.ALL, Rights.NONE)
                        : new Possible(Rights.NONE, Rights.ALL));
    }

    /// Whether this account may hear if there is somebody called so: those of its own domain it may, and those it
    /// has heard of, since they are in the list already. Who lives in another domain is its owner's to tell, and
    /// several customers may have theirs here.
    public boolean mayName(AccountId asker, Entry entry, String identifier) {
        Optional<Host> host = host(name(identifier));
        return host.isEmpty()
                || host.equals(accounts.account(asker).map(its -> its.primary().host()))
                || account(name(identifier)).filter(id -> isListed(entry, id)).isPresent();
    }

    private boolean isListed(Entry entry, AccountId account) {
        return entry.owner().equals(account)
                || sharing.acl(entry.owner(), entry.id()).entries().keySet().stream()
                        .anyMatch(who -> who.account().filter(account::equals).isPresent());
    }

    private static Optional<Host> host(String name) {
        try {
            return Optional.of(Mailbox.of(name).host());
        } catch (SyntaxError _) {
            return Optional.empty(); // `anyone`, or nobody
        }
    }

    private static String name(String identifier) {
        return identifier.startsWith("-") ? identifier.substring(1) : identifier;
    }

    private Optional<Owner> owner(Entry entry) {
        return entry.namespace() == Namespace.PUBLIC
                ? accounts.domains().stream()
                        .map(Owner::publicOf)
                        .filter(owner -> owner.id().equals(entry.owner()))
                        .findFirst()
                : accounts.account(entry.owner()).map(Owner::of);
    }

    private Set<AccountId> gone(Owner owner, MailboxName mailbox) {
        Optional<Listed> listed = list.find(owner.id(), mailbox);
        Set<AccountId> gone = new HashSet<>();
        listed.map(found -> sharing.acl(owner.id(), found.id()).entries().keySet()).orElse(Set.of()).stream()
                .flatMap(who -> who.account().stream())
                .filter(id -> accounts.account(id).isEmpty())
                .forEach(gone::add);
        return gone;
    }

    private Optional<Identifier> identifier(String text) {
        boolean negative = text.startsWith("-");
        String name = name(text);
        Optional<Identifier> who = name.equals(Identifier.ANYONE_TEXT)
                ? Optional.of(Identifier.ANYONE)
                : account(name).map(Identifier::of);
        return negative ? who.map(Identifier::negated) : who;
    }

    private Optional<AccountId> account(String address) {
        try {
            return accounts.named(Mailbox.of(address)).map(Account::id);
        } catch (SyntaxError _) {
            return Optional.empty();
        }
    }

    private Optional<String> text(Identifier who) {
        String sign = who.negative() ? "-" : "";
        return who.account().isEmpty()
                ? Optional.of(sign + Identifier.ANYONE_TEXT)
                : accounts.account(who.account().get()).map(account -> sign + account.primary());
    }
}
