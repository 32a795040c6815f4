package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.MailboxList.Changed;
import org.sekisho.mailbox.MailboxList.Listed;

/// All mailboxes as one user names them: the user's own, what others share (`Other Users/bob@example.test/Sent`),
/// the public ones of the user's domain (`Public/News`). Every question names the user, and the answer to who lacks
/// the right to see a mailbox is the answer for one that does not exist.
///
/// Names here are whole names as text, `/` between levels, in Unicode. A mailbox of the user's own wins over what
/// its name would mean in another namespace, so that nothing brought from another server is out of reach. Safe from
/// any thread.
public final class MailboxTree {
    private static final Comparator<Entry> BY_NAME =
            Comparator.comparing(Entry::namespace).thenComparing(Entry::name);

    private final Mailboxes mailboxes;
    private final MailboxList list;
    private final Sharing sharing;
    private final Accounts accounts;

    public MailboxTree(Mailboxes mailboxes, Accounts accounts) {
        this.mailboxes = mailboxes;
        this.list = mailboxes.list();
        this.sharing = mailboxes.sharing();
        this.accounts = accounts;
    }

    /// A name that lies on somebody's list, whether there is a mailbox or not.
    private record Place(Namespace namespace, Owner owner, MailboxName name) {}

    // ---- looking

    /// Everything this user may see, by namespace and name. What it costs does not depend on how many accounts
    /// there are.
    public List<Entry> visible(AccountId user) {
        List<Entry> all = new ArrayList<>(own(user));
        Set<String> names = new HashSet<>();
        all.forEach(entry -> names.add(entry.name()));
        for (Entry entry : shared(user)) {
            if (names.add(entry.name())) {
                all.add(entry);
            }
        }
        all.sort(BY_NAME);
        return List.copyOf(all);
    }

    /// The user's own, by name.
    public List<Entry> own(AccountId user) {
        return list.all(user).stream().map(listed -> own(user, listed)).toList();
    }

    /// What others let this user see, and the public ones.
    private List<Entry> shared(AccountId user) {
        Optional<Owner> self = accounts.account(user).map(Owner::of);
        self.ifPresent(sharing::reindex); // so that an owner who looks mends what the index lacks
        List<Entry> all = new ArrayList<>();
        Map<AccountId, List<Entry>> seen = new LinkedHashMap<>();
        for (Sharing.Hint hint :
                self.map(me -> sharing.hints(user, me.domain())).orElse(List.of())) {
            Map<MailboxId, Acl> acls = sharing.acls(hint.owner());
            if (acls.values().stream().noneMatch(acl -> acl.names(hint.grantee()))) {
                sharing.retire(hint);
            } else if (!hint.owner().equals(user)) {
                seen.computeIfAbsent(hint.owner(), _ -> seenOf(self.get(), hint.owner(), acls));
            }
        }
        seen.values().forEach(all::addAll);
        return all;
    }

    private List<Entry> seenOf(Owner user, AccountId id, Map<MailboxId, Acl> acls) {
        Optional<Account> account = accounts.account(id);
        Optional<Owner> owner = account.map(Owner::of)
                .or(() -> publicOf(user).filter(its -> its.id().equals(id)));
        if (owner.isEmpty()) {
            return List.of();
        }
        String prefix = account.map(MailboxTree::prefix).orElse(Namespace.PUBLIC.prefix());
        List<Entry> entries = new ArrayList<>();
        for (Listed listed : list.all(id)) {
            Rights rights = rights(user, owner.get(), acls.getOrDefault(listed.id(), Acl.EMPTY));
            if (rights.has(Right.LOOKUP)) {
                entries.add(new Entry(prefix + listed.name(), shownIn(owner.get()), id, listed, rights));
            }
        }
        return entries;
    }

    /// @param enough what the command needs, e.g. `rights -> rights.has(Right.READ)`
    public Access access(AccountId user, String name, Predicate<Rights> enough) {
        try {
            Optional<Entry> found = find(user, name);
            if (found.isEmpty()) {
                return new Access.NonExistent();
            }
            if (enough.test(found.get().rights())) {
                return new Access.Granted(found.get());
            }
            return found.get().rights().has(Right.LOOKUP) ? new Access.NoPermission() : new Access.NonExistent();
        } catch (SyntaxError e) {
            return new Access.Malformed(String.valueOf(e.getMessage()));
        }
    }

    /// @param needed all of them
    public Access access(AccountId user, String name, Right... needed) {
        return access(user, name, rights -> List.of(needed).stream().allMatch(rights::has));
    }

    /// What a user may do now in a mailbox that was opened before: rights may have been taken away meanwhile. Costs
    /// nothing for the user's own.
    public Rights rights(AccountId user, Entry opened) {
        if (opened.owner().equals(user)) {
            return Rights.ALL;
        }
        Optional<Owner> self = accounts.account(user).map(Owner::of);
        Optional<Owner> owner = self.flatMap(me -> owner(me, opened));
        return owner.map(found -> rights(self.get(), found, sharing.acl(found.id(), opened.id())))
                .orElse(Rights.NONE);
    }

    private Optional<Owner> owner(Owner self, Entry opened) {
        return opened.namespace() == Namespace.PUBLIC
                ? publicOf(self).filter(owner -> owner.id().equals(opened.owner()))
                : accounts.account(opened.owner()).map(Owner::of);
    }

    // ---- changing

    /// @param name a separator at its end does not matter (RFC 9051 §6.3.4)
    /// @param uses of this user's own mailboxes; another's uses are the owner's to set
    public TreeChange create(AccountId user, String name, Set<SpecialUse> uses) {
        return changing(() -> {
            String bare = name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
            Place place = place(user, bare).orElse(null);
            if (place == null) {
                return new TreeChange.NonExistent();
            }
            Optional<TreeChange> refused = refused(user, place).or(() -> unusable(place, uses));
            return refused.orElseGet(() -> outcome(user, bare, list.create(place.owner.id(), place.name, uses)));
        });
    }

    /// With all below it. ACLs go along; what is renamed into another's mailbox does not take on its ACL.
    public TreeChange rename(AccountId user, String from, String to) {
        return changing(() -> switch (access(user, from, Right.DELETE_MAILBOX)) {
            case Access.Malformed(var why) -> new TreeChange.NotAllowed(why);
            case Access.NonExistent() -> new TreeChange.NonExistent();
            case Access.NoPermission() -> new TreeChange.NoPermission();
            case Access.Granted(var entry) -> rename(user, entry, to);
        });
    }

    private TreeChange rename(AccountId user, Entry entry, String to) {
        Optional<Place> place = place(user, to).filter(its -> its.owner.id().equals(entry.owner()));
        if (place.isEmpty()) {
            return elsewhere();
        }
        if (!entry.isOwn() && entry.mailbox().name().equals(MailboxName.INBOX)) {
            return new TreeChange.NotAllowed("INBOX is its owner's to rename");
        }
        return refused(user, place.get())
                .orElseGet(() -> outcome(
                        user,
                        to,
                        mailboxes.rename(entry.owner(), entry.mailbox().name(), place.get().name)));
    }

    private static TreeChange elsewhere() {
        return new TreeChange.NotAllowed("a mailbox cannot move to another owner");
    }

    /// With its messages, annotations and ACL; those below it stay.
    public TreeChange remove(AccountId user, String name) {
        return switch (access(user, name, Right.DELETE_MAILBOX)) {
            case Access.Malformed(var why) -> new TreeChange.NotAllowed(why);
            case Access.NonExistent() -> new TreeChange.NonExistent();
            case Access.NoPermission() -> new TreeChange.NoPermission();
            case Access.Granted(var entry) ->
                switch (mailboxes.remove(entry.owner(), entry.mailbox().name())) {
                    case Changed.Done _ -> new TreeChange.Done(entry);
                    case Changed.AlreadyExists(), Changed.NoSuchMailbox() -> new TreeChange.NonExistent();
                    case Changed.NotAllowed(var why) -> new TreeChange.NotAllowed(why);
                };
        };
    }

    private interface Changing {
        TreeChange run();
    }

    private static TreeChange changing(Changing change) {
        try {
            return change.run();
        } catch (SyntaxError e) {
            return new TreeChange.NotAllowed(String.valueOf(e.getMessage()));
        }
    }

    private TreeChange outcome(AccountId user, String name, Changed changed) {
        return switch (changed) {
            case Changed.Done _ ->
                find(user, name).<TreeChange>map(TreeChange.Done::new).orElseGet(TreeChange.NonExistent::new);
            case Changed.AlreadyExists() -> // one that the user may not see, if the user does not own it
                find(user, name)
                                        .filter(entry -> entry.rights().has(Right.LOOKUP))
                                        .isPresent()
                                || Namespace.of(name) == Namespace.PERSONAL
                        ? new TreeChange.AlreadyExists()
                        : new TreeChange.NoPermission();
            case Changed.NoSuchMailbox() -> new TreeChange.NonExistent();
            case Changed.NotAllowed(var why) -> new TreeChange.NotAllowed(why);
        };
    }

    /// Why this user may not make a mailbox there, if that is so: another's needs [Right#CREATE] on the nearest
    /// one above it (RFC 4314 §4).
    private Optional<TreeChange> refused(AccountId user, Place place) {
        if (place.namespace == Namespace.PERSONAL) {
            return Namespace.isRoot(place.name.value())
                    ? Optional.of(new TreeChange.NotAllowed(place.name + " is where mailboxes of others are"))
                    : Optional.empty();
        }
        Optional<MailboxName> above = place.name.parent();
        Optional<Listed> parent = above.flatMap(name -> list.find(place.owner.id(), name));
        while (above.isPresent() && parent.isEmpty()) {
            above = above.flatMap(MailboxName::parent);
            parent = above.flatMap(name -> list.find(place.owner.id(), name));
        }
        Rights rights = parent.map(listed -> rights(user, place, listed)).orElse(Rights.NONE);
        if (rights.has(Right.CREATE)) {
            return Optional.empty();
        }
        boolean known = rights.has(Right.LOOKUP) || place.namespace == Namespace.PUBLIC;
        return Optional.of(known ? new TreeChange.NoPermission() : new TreeChange.NonExistent());
    }

    private Optional<TreeChange> unusable(Place place, Set<SpecialUse> uses) {
        if (uses.isEmpty()) {
            return Optional.empty();
        }
        if (place.namespace != Namespace.PERSONAL) {
            return Optional.of(new TreeChange.UseNotAllowed("only your own mailboxes can have a special use"));
        }
        if (!uses.stream().allMatch(SpecialUse::isSettable)) {
            return Optional.of(new TreeChange.UseNotAllowed("there are no mailboxes of this special use here"));
        }
        Set<SpecialUse> taken = new HashSet<>();
        list.all(place.owner.id()).forEach(listed -> taken.addAll(listed.uses()));
        taken.retainAll(uses);
        return taken.isEmpty()
                ? Optional.empty()
                : Optional.of(new TreeChange.UseNotAllowed("another mailbox has this special use"));
    }

    // ---- subscriptions

    /// By name; whether the mailboxes exist is another question.
    public List<String> subscriptions(AccountId user) {
        return list.subscriptions(user).stream().map(MailboxName::value).toList();
    }

    /// Any name: to refuse those that do not exist would tell which exist.
    /// @throws SyntaxError not a mailbox's name, or one of more than 255 octets
    /// @return false: there are too many
    public boolean subscribe(AccountId user, String name) {
        MailboxName read = new MailboxName(name);
        List<MailboxName> known = list.subscriptions(user);
        if (known.size() >= MailboxList.MAX_MAILBOXES && !known.contains(read)) {
            return false;
        }
        list.subscribe(user, read);
        return true;
    }

    /// @throws SyntaxError not a mailbox's name
    public void unsubscribe(AccountId user, String name) {
        list.unsubscribe(user, new MailboxName(name));
    }

    // ---- names

    private Optional<Entry> find(AccountId user, String name) {
        Optional<Place> place = place(user, name);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        Place its = place.get();
        return list.find(its.owner.id(), its.name)
                .map(listed -> its.namespace == Namespace.PERSONAL
                        ? own(user, listed)
                        : new Entry(shown(its), its.namespace, its.owner.id(), listed, rights(user, its, listed)));
    }

    private Optional<Place> place(AccountId user, String name) {
        Optional<Owner> self = accounts.account(user).map(Owner::of);
        Namespace namespace = Namespace.of(name);
        if (self.isEmpty()) {
            return Optional.empty();
        }
        if (namespace == Namespace.PERSONAL || isOwn(user, name)) {
            return Optional.of(new Place(Namespace.PERSONAL, self.get(), new MailboxName(name)));
        }
        String rest = name.substring(namespace.prefix().length());
        if (namespace == Namespace.PUBLIC) {
            MailboxName read = new MailboxName(rest);
            return publicOf(self.get()).map(owner -> new Place(namespace, owner, read));
        }
        int end = rest.indexOf(MailboxName.SEPARATOR);
        if (end < 0) {
            return Optional.empty();
        }
        MailboxName read = new MailboxName(rest.substring(end + 1));
        return named(rest.substring(0, end))
                .filter(owner -> !owner.id().equals(user))
                .map(owner -> new Place(namespace, owner, read));
    }

    private boolean isOwn(AccountId user, String name) {
        try {
            return list.find(user, new MailboxName(name)).isPresent();
        } catch (SyntaxError _) {
            return false; // too long for one of the user's own
        }
    }

    /// Whose level below `Other Users` this is.
    private Optional<Owner> named(String level) {
        Optional<Account> account;
        try {
            account = accounts.named(Mailbox.of(level));
        } catch (SyntaxError _) {
            account = accounts.account(new AccountId(level));
        }
        return account.map(Owner::of);
    }

    private static String prefix(Account account) {
        String address = account.primary().toString();
        return Namespace.OTHERS.prefix()
                + (MailboxName.isLevel(address) ? address : account.id())
                + MailboxName.SEPARATOR;
    }

    private String shown(Place place) {
        String prefix = place.namespace == Namespace.PUBLIC
                ? Namespace.PUBLIC.prefix()
                : accounts.account(place.owner.id()).map(MailboxTree::prefix).orElse(Namespace.OTHERS.prefix());
        return prefix + place.name;
    }

    private Optional<Owner> publicOf(Owner user) {
        return accounts.domain(user.domain()).map(Owner::publicOf);
    }

    private static Namespace shownIn(Owner owner) {
        return owner.namespace() == Namespace.PUBLIC ? Namespace.PUBLIC : Namespace.OTHERS;
    }

    private static Entry own(AccountId user, Listed listed) {
        return new Entry(listed.name().value(), Namespace.PERSONAL, user, listed, Rights.ALL);
    }

    private Rights rights(AccountId user, Place place, Listed listed) {
        return accounts.account(user)
                .map(Owner::of)
                .map(self -> rights(self, place.owner, sharing.acl(place.owner.id(), listed.id())))
                .orElse(Rights.NONE);
    }

    private static Rights rights(Owner user, Owner owner, Acl acl) {
        return acl.rights(user.id(), user.domain().equals(owner.domain()));
    }
}
