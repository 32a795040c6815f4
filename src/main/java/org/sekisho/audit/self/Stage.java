package org.sekisho.audit.self;

import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.Directory;
import org.sekisho.accounts.Login;
import org.sekisho.accounts.Lookup;
import org.sekisho.address.Domain;
import org.sekisho.address.Host;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;

/// The directory, and three accounts more that only the matrix has: so that it says the same whoever has an
/// account here.
final class Stage implements Directory {
    static final String USER = "matrix-account";

    private final Directory real;
    private final Account user;
    private final Account other;
    private final Account suspended;

    Stage(Directory real, Domain domain) {
        this.real = real;
        this.user = account(USER, domain, Account.State.ACTIVE);
        this.other = account("matrix-other", domain, Account.State.ACTIVE);
        this.suspended = account("matrix-suspended", domain, Account.State.SUSPENDED);
    }

    private static Account account(String name, Domain domain, Account.State state) {
        var address = new Mailbox(new LocalPart(name), domain);
        return new Account(new AccountId(name), address, List.of(address), state);
    }

    Login user() {
        return login(user);
    }

    Login suspended() {
        return login(suspended);
    }

    private static Login login(Account account) {
        return new Login(account.id(), CredentialId.MAIN, account.primary(), List.of());
    }

    private List<Account> actors() {
        return List.of(user, other, suspended);
    }

    private Optional<Account> actor(AccountId id) {
        return actors().stream().filter(each -> each.id().equals(id)).findFirst();
    }

    @Override
    public Lookup find(Mailbox recipient) {
        return actors().stream()
                .filter(each -> Directory.same(each.primary(), recipient))
                .<Lookup>map(each -> new Lookup.Found(each, ""))
                .findFirst()
                .orElseGet(() -> isNobody(recipient) ? new Lookup.NoSuchUser() : real.find(recipient));
    }

    /// A catch-all changes what becomes of an unknown user, but nothing for the outside.
    private boolean isNobody(Mailbox recipient) {
        return recipient.host().equals(user.primary().host())
                && recipient.localPart().equals(new LocalPart("matrix-nobody"));
    }

    @Override
    public Optional<Account> account(AccountId id) {
        return actor(id).or(() -> real.account(id));
    }

    @Override
    public Optional<Lookup.Alias> alias(String id) {
        return real.alias(id);
    }

    @Override
    public boolean owns(AccountId account, Mailbox address) {
        return actor(account)
                .map(each -> Directory.same(each.primary(), address))
                .orElseGet(() -> real.owns(account, address));
    }

    @Override
    public Expansion expand(Lookup.Alias alias) {
        return real.expand(alias);
    }

    @Override
    public boolean isOurs(Host host) {
        return host.equals(user.primary().host()) || real.isOurs(host);
    }

    @Override
    public Optional<Account> postmaster(Optional<Domain> domain) {
        return Optional.of(other);
    }

    @Override
    public Standing standing(AccountId account, CredentialId credential) {
        return actor(account)
                .<Standing>map(each -> each.state() == Account.State.ACTIVE
                        ? new Standing.Good()
                        : new Standing.Gone("the account is suspended"))
                .orElseGet(() -> real.standing(account, credential));
    }

    @Override
    public Standing standing(Login session) {
        return actor(session.account()).isPresent()
                ? standing(session.account(), session.credential())
                : real.standing(session);
    }
}
