package org.sekisho.accounts;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sekisho.accounts.DirectoryException.Kind;
import org.sekisho.accounts.StoredAccount.Credential;
import org.sekisho.address.Domain;
import org.sekisho.address.Host;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Log;
import org.sekisho.events.Secret;
import org.sekisho.sasl.Scram;
import org.sekisho.store.Store;

/// The domains, accounts and aliases of this server, and what an operator may do with them. Safe from any thread.
///
/// Every operation is one commit, on the condition that the directory is still at the version the operation
/// looked at: when another node was faster, it looks again. All of them throw [DirectoryException] with a text
/// for the person who asked, and `StorageException` when the store fails.
public final class Accounts implements Directory {
    private final DirectoryVersions versions;
    private final PasswordRules rules;
    private final InstantSource clock;
    private final Log log;
    private final LastUse lastUse;

    private Accounts(DirectoryVersions versions, PasswordRules rules, InstantSource clock, Log log, LastUse lastUse) {
        this.versions = versions;
        this.rules = rules;
        this.clock = clock;
        this.log = log;
        this.lastUse = lastUse;
    }

    /// Reads the whole directory; makes an empty one where there is none.
    public static Accounts open(
            Store store, AccountSettings settings, InstantSource clock, SecureRandom random, Log log) {
        var versions = new DirectoryVersions(store, settings, random);
        versions.load();
        return new Accounts(
                versions, new PasswordRules(random, settings.scram()), clock, log, new LastUse(store, clock));
    }

    /// Catches up with what other nodes have changed; cheap when nothing has.
    public void refresh() {
        versions.refresh();
    }

    DirectoryVersions versions() {
        return versions;
    }

    PasswordRules rules() {
        return rules;
    }

    LastUse lastUse() {
        return lastUse;
    }

    Log log() {
        return log;
    }

    Instant now() {
        return clock.instant();
    }

    // ---- the directory, for reading

    private Snapshot snapshot() {
        return versions.snapshot();
    }

    @Override
    public Lookup find(Mailbox recipient) {
        return snapshot().find(recipient);
    }

    @Override
    public Optional<Account> account(AccountId id) {
        Snapshot snapshot = snapshot();
        return snapshot.member(id).map(snapshot::account);
    }

    @Override
    public Optional<Lookup.Alias> alias(String id) {
        return snapshot().alias(id);
    }

    @Override
    public boolean owns(AccountId account, Mailbox address) {
        return snapshot().owns(account, address);
    }

    @Override
    public Expansion expand(Lookup.Alias alias) {
        return snapshot().expand(alias);
    }

    @Override
    public boolean isOurs(Host host) {
        return snapshot().isOurs(host);
    }

    @Override
    public Optional<Account> postmaster(Optional<Domain> domain) {
        return snapshot().postmaster(domain);
    }

    @Override
    public Standing standing(AccountId account, CredentialId credential) {
        return snapshot().standing(account, credential, clock.instant());
    }

    @Override
    public Standing standing(Login session) {
        return snapshot().standing(session, clock.instant());
    }

    /// From now on `told` hears of every account that may not be what it was, whose domain has changed included. It
    /// is called while the directory waits, by whoever found out: it must be quick, and must not ask for a change.
    public void tell(Consumer<AccountId> told) {
        versions.tell(told);
    }

    // ---- domains

    /// Our domains, the oldest first.
    public List<HostedDomain> domains() {
        return List.copyOf(snapshot().domains());
    }

    public Optional<HostedDomain> domain(Domain domain) {
        return snapshot().domain(domain);
    }

    public void addDomain(Domain domain) throws DirectoryException {
        Optional<String> elsewhere = versions.elsewhere(domain);
        if (elsewhere.isPresent()) {
            throw new DirectoryException(Kind.IN_USE, elsewhere.get());
        }
        versions.change(draft -> {
            if (draft.before().domain(domain).isPresent()) {
                throw new DirectoryException(Kind.EXISTS, domain + " is a domain of this server already");
            }
            draft.put(
                    new HostedDomain(domain, draft.newId(), false, HostedDomain.DEFAULT_SEPARATORS, Optional.empty()));
            return domain;
        });
        log.info("domain.added", "domain", domain);
    }

    /// Only when nobody has an address there any more.
    public void removeDomain(Domain domain) throws DirectoryException {
        versions.change(draft -> {
            draft.requireDomain(domain);
            int left = draft.before().addresses(domain);
            if (left > 0) {
                throw new DirectoryException(
                        Kind.IN_USE,
                        domain + " still has " + left
                                + " accounts and aliases: remove them first, or suspend the domain");
            }
            draft.remove(domain);
            return domain;
        });
        log.info("domain.removed", "domain", domain);
    }

    public void suspendDomain(Domain domain) throws DirectoryException {
        changeDomain(domain, old -> old.withSuspended(true));
        log.info("domain.suspended", "domain", domain);
    }

    public void resumeDomain(Domain domain) throws DirectoryException {
        changeDomain(domain, old -> old.withSuspended(false));
        log.info("domain.resumed", "domain", domain);
    }

    /// @param target an account or alias of ours that gets what nobody else gets; empty: nobody does
    public void setCatchAll(Domain domain, Optional<Mailbox> target) throws DirectoryException {
        changeDomain(domain, old -> old.withCatchAll(target), draft -> {
            if (target.isPresent()
                    && draft.before().target(AddressKey.of(target.get())).isEmpty()) {
                throw new DirectoryException(
                        Kind.MISSING,
                        "a catch-all leads to an account or alias of this server, and " + target.get()
                                + " is none: for an address elsewhere add an alias with it as member");
            }
        });
        log.info(
                "domain.catch_all",
                "domain",
                domain,
                "target",
                target.map(Mailbox::toString).orElse(""));
    }

    /// @param separators each character may divide user and detail; empty: no subaddresses
    public void setSeparators(Domain domain, String separators) throws DirectoryException {
        if (!separators.chars().allMatch(c -> "+-_=.#".indexOf(c) >= 0)) {
            throw new DirectoryException(
                    Kind.INVALID, "separators of subaddresses are some of + - _ = . #, not \"" + separators + "\"");
        }
        changeDomain(domain, old -> old.withSeparators(separators));
        log.info("domain.separators", "domain", domain, "separators", separators);
    }

    private interface Check {
        void check(Draft draft) throws DirectoryException;
    }

    private interface Rewrite<T> {
        T apply(T old);
    }

    private void changeDomain(Domain domain, Rewrite<HostedDomain> rewrite) throws DirectoryException {
        changeDomain(domain, rewrite, _ -> {});
    }

    private void changeDomain(Domain domain, Rewrite<HostedDomain> rewrite, Check check) throws DirectoryException {
        versions.change(draft -> {
            HostedDomain old = draft.requireDomain(domain);
            check.check(draft);
            draft.put(rewrite.apply(old));
            return domain;
        });
    }

    // ---- accounts

    /// All accounts of one domain, or of all, by their addresses. Costs what the list costs.
    public List<Account> accounts(Optional<Domain> domain) {
        Snapshot snapshot = snapshot();
        return snapshot.members().stream()
                .filter(member -> domain.isEmpty() || member.primary().host().equals(domain.get()))
                .map(snapshot::account)
                .sorted(Comparator.comparing(account -> account.primary().toString()))
                .toList();
    }

    /// The account whose own address this is: no alias, no subaddress, no catch-all leads to it.
    public Optional<Account> named(Mailbox address) {
        Snapshot snapshot = snapshot();
        return snapshot.target(AddressKey.of(address))
                .flatMap(target -> target instanceof Snapshot.Member member ? Optional.of(member) : Optional.empty())
                .map(snapshot::account);
    }

    /// As [#named].
    public Account require(Mailbox address) throws DirectoryException {
        return named(address)
                .orElseThrow(() -> new DirectoryException(
                        Kind.MISSING, "there is no account " + address + " (account list shows those that are)"));
    }

    /// @param password also an Argon2id hash in its text form, with or without `{ARGON2ID}` in front
    public AccountId addAccount(Mailbox address, Secret password) throws DirectoryException {
        NewAccount prepared = prepare(address, password);
        AccountId id = versions.change(draft -> add(draft, prepared));
        log.info("account.added", "account", id, "address", address);
        return id;
    }

    /// An account that has all but its id: what takes time is done.
    record NewAccount(StoredAccount account) {}

    NewAccount prepare(Mailbox address, Secret password) throws DirectoryException {
        var bare = new StoredAccount(
                new AccountId(""), address, false, 0, rules.salt(), Scram.ITERATIONS, false, List.of());
        return new NewAccount(bare.with(rules.main(bare, password, clock.instant())));
    }

    AccountId add(Draft draft, NewAccount prepared) throws DirectoryException {
        StoredAccount bare = prepared.account();
        draft.requireHosted(bare.primary().host());
        draft.requireFree(bare.primary());
        var id = new AccountId(HexFormat.of().toHexDigits(draft.newId()));
        draft.put(new StoredAccount(
                id, bare.primary(), false, 0, bare.salt(), bare.iterations(), bare.cramMd5(), bare.credentials()));
        return id;
    }

    /// Frees the address, ends every login and permit; aliases that name it keep naming it. The mailbox's owner
    /// is told by the caller.
    /// @return the id, which is never used again
    public AccountId removeAccount(Mailbox address) throws DirectoryException {
        AccountId id = versions.change(draft -> {
            AccountId found = draft.requireAccount(address);
            for (HostedDomain domain : draft.before().domains()) {
                if (domain.catchAll()
                        .filter(target -> Directory.same(target, address))
                        .isPresent()) {
                    throw new DirectoryException(
                            Kind.IN_USE,
                            address + " is the catch-all of " + domain.domain() + ": choose another one first");
                }
            }
            draft.before().rule(AddressKey.of(address)).ifPresent(forward -> draft.removeAlias(forward.id()));
            draft.remove(found);
            return found;
        });
        log.info("account.removed", "account", id, "address", address);
        return id;
    }

    public void suspendAccount(Mailbox address) throws DirectoryException {
        changeAccount(address, old -> old.withSuspended(true), "account.suspended");
    }

    public void resumeAccount(Mailbox address) throws DirectoryException {
        changeAccount(address, old -> old.withSuspended(false), "account.resumed");
    }

    public void setPassword(Mailbox address, Secret password) throws DirectoryException {
        changeAccount(
                address,
                old -> old.with(rules.main(old, password, clock.instant()).after(old.credential(CredentialId.MAIN))),
                "account.password_set");
    }

    /// Whether the account's passwords may be proved by CRAM-MD5. Opting in takes effect for the main password
    /// when it is
    /// next set or seen, for app passwords made from then on.
    public void setCramMd5(Mailbox address, boolean allowed) throws DirectoryException {
        changeAccount(address, old -> old.withCramMd5(allowed), "account.cram_md5");
    }

    private interface AccountChange {
        StoredAccount apply(StoredAccount old) throws DirectoryException;
    }

    private void changeAccount(Mailbox address, AccountChange change, String event) throws DirectoryException {
        AccountId id = versions.change(draft -> {
            AccountId found = draft.requireAccount(address);
            draft.put(change.apply(draft.stored(found)));
            return found;
        });
        log.info(event, "account", id, "address", address);
    }

    /// The password was just seen and is right: adds the keys that an imported hash could not give.
    /// @param prepared empty: a password of which no keys can be made
    /// @param hash to take the place of one from another server
    void complete(StoredAccount seen, Optional<String> prepared, Optional<String> hash) throws DirectoryException {
        versions.change(draft -> {
            StoredAccount now = draft.stored(seen.id());
            Optional<Credential> main = now.credential(CredentialId.MAIN);
            if (now.revision() == seen.revision() && main.isPresent()) {
                Credential proved = hash.map(main.get()::withHash).orElse(main.get());
                draft.put(now.with(
                        prepared.map(text -> rules.keyed(proved, now, text)).orElse(proved)));
            }
            return seen.id();
        });
    }

    // ---- app passwords

    /// @param secret to be shown once: nothing can show it again
    public record NewAppPassword(CredentialId id, Secret secret) {}

    /// @param name 1 to 64 characters, the owner's name for the device; unique within the account
    public NewAppPassword addAppPassword(Mailbox address, String name, Scope scope) throws DirectoryException {
        Secret secret = AppSecret.create(rules.random());
        if (name.isBlank() || name.length() > 64 || name.chars().anyMatch(Character::isISOControl)) {
            throw new DirectoryException(Kind.INVALID, "an app password's name has 1 to 64 printable characters");
        }
        CredentialId id = versions.change(draft -> {
            StoredAccount account = draft.stored(draft.requireAccount(address));
            if (account.apps().stream().anyMatch(each -> each.name().equals(name))) {
                throw new DirectoryException(
                        Kind.EXISTS,
                        "there is already an app password " + name + " of " + address + ": revoke it first");
            }
            for (Mailbox from : scope.allowedFrom()) {
                if (!draft.before().owns(account.id(), from)) {
                    throw new DirectoryException(
                            Kind.INVALID, address + " does not own " + from + ", so no app password can allow it");
                }
            }
            var credential = new CredentialId(HexFormat.of().toHexDigits((int) draft.newId()));
            draft.put(account.with(rules.app(account, credential, name, scope, secret, clock.instant())));
            return credential;
        });
        log.info("credential.added", "address", address, "credential", id, "name", name);
        return new NewAppPassword(id, secret);
    }

    public List<AppPassword> appPasswords(Mailbox address) throws DirectoryException {
        StoredAccount account = stored(address);
        return account.apps().stream().map(each -> shown(account, each)).toList();
    }

    /// @param nameOrId as [#appPasswords] shows it
    public AppPassword appPassword(Mailbox address, String nameOrId) throws DirectoryException {
        StoredAccount account = stored(address);
        return shown(account, app(account, nameOrId));
    }

    private StoredAccount stored(Mailbox address) throws DirectoryException {
        return versions.stored(require(address).id())
                .orElseThrow(() -> new DirectoryException(Kind.MISSING, "the account was removed meanwhile"));
    }

    private AppPassword shown(StoredAccount account, Credential app) {
        return new AppPassword(
                app.id(), app.name(), app.scope(), app.created(), app.suspended(), lastUse.of(account.id(), app.id()));
    }

    /// Ends its logins, and takes back the permits of queued mail that was sent with it.
    /// @param nameOrId as [#appPasswords] shows it
    public void revokeAppPassword(Mailbox address, String nameOrId) throws DirectoryException {
        CredentialId id = versions.change(draft -> {
            StoredAccount account = draft.stored(draft.requireAccount(address));
            CredentialId found = app(account, nameOrId).id();
            draft.put(account.without(found));
            draft.forgetUse(account.id(), found);
            return found;
        });
        log.info("credential.revoked", "address", address, "credential", id);
    }

    /// Until it is resumed nobody logs in with it, and queued mail that was sent with it does not leave.
    /// @param nameOrId as [#appPasswords] shows it
    public void suspendAppPassword(Mailbox address, String nameOrId) throws DirectoryException {
        setSuspended(address, nameOrId, true, "credential.suspended");
    }

    public void resumeAppPassword(Mailbox address, String nameOrId) throws DirectoryException {
        setSuspended(address, nameOrId, false, "credential.resumed");
    }

    private void setSuspended(Mailbox address, String nameOrId, boolean value, String event) throws DirectoryException {
        CredentialId id = versions.change(draft -> {
            StoredAccount account = draft.stored(draft.requireAccount(address));
            Credential found = app(account, nameOrId);
            draft.put(account.with(found.withSuspended(value)));
            return found.id();
        });
        log.info(event, "address", address, "credential", id);
    }

    private static Credential app(StoredAccount account, String nameOrId) throws DirectoryException {
        return account.apps().stream()
                .filter(each ->
                        each.name().equals(nameOrId) || each.id().value().equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> new DirectoryException(
                        Kind.MISSING,
                        account.primary() + " has no app password " + nameOrId
                                + " (credential list shows those it has)"));
    }

    // ---- aliases

    /// By their addresses.
    public List<Lookup.Alias> aliases(Optional<Domain> domain) {
        return snapshot().aliases().stream()
                .filter(alias -> domain.isEmpty() || alias.address().host().equals(domain.get()))
                .sorted(Comparator.comparing(alias -> alias.address().toString()))
                .toList();
    }

    /// @param owner answers for what it forwards; empty: the domain's postmaster
    /// @return the alias's id
    public String addAlias(Mailbox address, List<Mailbox> members, Optional<Mailbox> owner) throws DirectoryException {
        String id = versions.change(draft -> {
            Domain domain = draft.requireHosted(address.host());
            draft.requireFree(address);
            requireMembers(draft, address, members);
            Mailbox answers = owner.orElseGet(() -> new Mailbox(new LocalPart("postmaster"), domain));
            if (!draft.before().isOurs(answers.host())) {
                throw new DirectoryException(
                        Kind.INVALID, "the owner of an alias is somebody of this server, and " + answers + " is not");
            }
            String newId = HexFormat.of().toHexDigits(draft.newId());
            draft.put(new Lookup.Alias(newId, address, answers, List.copyOf(members), false));
            return newId;
        });
        log.info("alias.added", "alias", id, "address", address, "members", members);
        return id;
    }

    public void setMembers(Mailbox address, List<Mailbox> members) throws DirectoryException {
        changeAlias(
                address,
                old -> new Lookup.Alias(old.id(), old.address(), old.owner(), List.copyOf(members), old.suspended()),
                draft -> requireMembers(draft, address, members),
                "alias.members_set");
    }

    static void requireMembers(Draft draft, Mailbox address, List<Mailbox> members) throws DirectoryException {
        if (members.isEmpty()) {
            throw new DirectoryException(Kind.INVALID, "an alias leads to at least one address");
        }
        for (Mailbox member : members) {
            if (draft.before().find(member) instanceof Lookup.NoSuchUser && !Directory.same(member, address)) {
                throw new DirectoryException(
                        Kind.MISSING, "there is no " + member + " on this server: add the account first");
            }
        }
        if (draft.before().wouldLoop(address, members)) {
            throw new DirectoryException(
                    Kind.INVALID, "the alias " + address + " would lead back to itself: mail could never arrive");
        }
    }

    public void suspendAlias(Mailbox address) throws DirectoryException {
        changeAlias(address, old -> suspended(old, true), _ -> {}, "alias.suspended");
    }

    public void resumeAlias(Mailbox address) throws DirectoryException {
        changeAlias(address, old -> suspended(old, false), _ -> {}, "alias.resumed");
    }

    private static Lookup.Alias suspended(Lookup.Alias old, boolean value) {
        return new Lookup.Alias(old.id(), old.address(), old.owner(), old.members(), value);
    }

    private void changeAlias(Mailbox address, Rewrite<Lookup.Alias> rewrite, Check check, String event)
            throws DirectoryException {
        String id = versions.change(draft -> {
            Lookup.Alias old = draft.requireAlias(address);
            check.check(draft);
            draft.put(rewrite.apply(old));
            return old.id();
        });
        log.info(event, "alias", id, "address", address);
    }

    /// @return the id, which is never used again: permits of mail it forwarded end
    public String removeAlias(Mailbox address) throws DirectoryException {
        String id = versions.change(draft -> {
            String found = draft.requireAlias(address).id();
            draft.removeAlias(found);
            return found;
        });
        log.info("alias.removed", "alias", id, "address", address);
        return id;
    }

    // ---- many at once

    /// Why one of many could not be added.
    record Refused(NewAccount account, DirectoryException why) {}

    /// Adds all that can be added, in one commit.
    List<Refused> addAll(List<NewAccount> accounts) throws DirectoryException {
        List<Refused> refused = versions.change(draft -> {
            List<Refused> not = new ArrayList<>();
            for (NewAccount account : accounts) {
                try {
                    add(draft, account);
                } catch (DirectoryException e) {
                    not.add(new Refused(account, e));
                }
            }
            return not;
        });
        log.info("account.imported", "added", accounts.size() - refused.size(), "refused", refused.size());
        return refused;
    }
}
