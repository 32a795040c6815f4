package org.sekisho.accounts;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sekisho.address.AddressLiteral;
import org.sekisho.address.Domain;
import org.sekisho.address.Host;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;

/// The directory in memory, without secrets. Read from any thread; changed by one at a time, in place: what one
/// change costs does not grow with the number of accounts.
final class Snapshot {
    private static final int MAX_CHAIN = 10; // aliases that lead to aliases
    private static final Set<String> ROLES = Set.of("postmaster", "abuse"); // RFC 5321 §4.5.1, RFC 2142 §4

    private static final List<Grant> MAIN_ONLY = List.of(new Grant(CredentialId.MAIN, Optional.empty(), false));

    private final Optional<Mailbox> postmaster;
    private final Set<InetAddress> ownAddresses;
    private final Map<Domain, HostedDomain> domains = new ConcurrentHashMap<>();
    private final ConcurrentSkipListMap<Long, HostedDomain> domainOrder = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, Member> members = new ConcurrentSkipListMap<>(); // ids grow with time
    private final Map<String, Lookup.Alias> aliases = new ConcurrentHashMap<>();
    private final Map<AddressKey, Target> targets = new ConcurrentHashMap<>();
    /// Aliases at an account's own address: where the account's mail goes.
    private final Map<AddressKey, Rule> forwards = new ConcurrentHashMap<>();
    /// Which aliases name an address as a member.
    private final Map<AddressKey, Set<String>> named = new ConcurrentHashMap<>();

    private final Map<String, AtomicInteger> inUse = new ConcurrentHashMap<>();
    private final AtomicInteger cramMd5Users = new AtomicInteger();

    /// An account without its secrets.
    /// @param passwordSet when its own password was; that of an app password never changes
    record Member(
            AccountId id,
            Mailbox primary,
            boolean suspended,
            long revision,
            boolean cramMd5,
            Instant passwordSet,
            List<Grant> credentials)
            implements Target {}

    record Grant(CredentialId id, Optional<Instant> expires, boolean suspended) {}

    record Rule(String alias) implements Target {}

    sealed interface Target {}

    Snapshot(Optional<Mailbox> postmaster, Set<InetAddress> ownAddresses) {
        this.postmaster = postmaster;
        this.ownAddresses = Set.copyOf(ownAddresses);
    }

    // ---- changes

    void put(HostedDomain domain) {
        HostedDomain old = domains.put(domain.domain(), domain);
        if (old != null) {
            domainOrder.remove(old.sequence());
        }
        domainOrder.put(domain.sequence(), domain);
    }

    void remove(Domain domain) {
        HostedDomain old = domains.remove(domain);
        if (old != null) {
            domainOrder.remove(old.sequence());
        }
    }

    void put(StoredAccount account) {
        var member = new Member(
                account.id(),
                sharingItsDomain(account.primary()),
                account.suspended(),
                account.revision(),
                account.cramMd5(),
                account.credential(CredentialId.MAIN)
                        .map(StoredAccount.Credential::created)
                        .orElse(Instant.EPOCH),
                grants(account));
        Member old = members.put(account.id().value(), member); // replaced, never taken away for a moment
        AddressKey key = AddressKey.of(account.primary());
        if (targets.get(key) instanceof Rule rule) { // another node's changes may become known in this order
            forwards.put(key, rule);
        }
        target(account.primary(), member);
        cramMd5Users.addAndGet((member.cramMd5() ? 1 : 0) - (old != null && old.cramMd5() ? 1 : 0));
    }

    /// 100,000 accounts of one domain hold its name once.
    private Mailbox sharingItsDomain(Mailbox mailbox) {
        HostedDomain hosted = mailbox.host() instanceof Domain domain ? domains.get(domain) : null;
        return hosted == null ? mailbox : new Mailbox(mailbox.localPart(), hosted.domain());
    }

    private static List<Grant> grants(StoredAccount account) {
        List<Grant> grants = account.credentials().stream()
                .map(each -> new Grant(each.id(), each.scope().expires(), each.suspended()))
                .toList();
        return grants.equals(MAIN_ONLY) ? MAIN_ONLY : grants;
    }

    void remove(AccountId id) {
        Member old = members.remove(id.value());
        if (old != null) {
            removeTarget(old.primary(), old);
            Rule forward = forwards.remove(AddressKey.of(old.primary()));
            if (forward != null) {
                target(old.primary(), forward);
            }
            cramMd5Users.addAndGet(old.cramMd5() ? -1 : 0);
        }
    }

    void put(Lookup.Alias alias) {
        Lookup.Alias old = aliases.put(alias.id(), alias);
        AddressKey own = AddressKey.of(alias.address());
        if (targets.get(own) instanceof Member) {
            forwards.put(own, new Rule(alias.id()));
        } else {
            target(alias.address(), new Rule(alias.id()));
        }
        Set<AddressKey> now = new HashSet<>();
        for (Mailbox member : alias.members()) {
            AddressKey key = AddressKey.of(member);
            now.add(key);
            named.computeIfAbsent(key, _ -> ConcurrentHashMap.newKeySet()).add(alias.id());
        }
        if (old != null) {
            forgetNames(old, now);
        }
    }

    void removeAlias(String id) {
        Lookup.Alias old = aliases.remove(id);
        if (old != null) {
            removeTarget(old.address(), new Rule(id));
            forwards.remove(AddressKey.of(old.address()), new Rule(id));
            forgetNames(old, Set.of());
        }
    }

    private void forgetNames(Lookup.Alias old, Set<AddressKey> kept) {
        for (Mailbox member : old.members()) {
            AddressKey key = AddressKey.of(member);
            if (!kept.contains(key)) {
                named.computeIfPresent(key, (_, ids) -> {
                    ids.remove(old.id());
                    return ids.isEmpty() ? null : ids;
                });
            }
        }
    }

    private void target(Mailbox address, Target target) {
        if (targets.put(AddressKey.of(address), target) == null) {
            inUse.computeIfAbsent(address.host().toString(), _ -> new AtomicInteger())
                    .incrementAndGet();
        }
    }

    private void removeTarget(Mailbox address, Target target) {
        if (targets.remove(AddressKey.of(address), target)) {
            inUse.computeIfPresent(
                    address.host().toString(), (_, count) -> count.decrementAndGet() == 0 ? null : count);
        }
    }

    // ---- questions

    Optional<HostedDomain> domain(Domain domain) {
        return Optional.ofNullable(domains.get(domain));
    }

    Collection<HostedDomain> domains() {
        return domainOrder.values();
    }

    /// How many accounts and aliases have an address there.
    int addresses(Domain domain) {
        AtomicInteger count = inUse.get(domain.name());
        return count == null ? 0 : count.get();
    }

    Optional<Member> member(AccountId id) {
        return Optional.ofNullable(members.get(id.value()));
    }

    Collection<Member> members() {
        return members.values();
    }

    Collection<Lookup.Alias> aliases() {
        return aliases.values();
    }

    Optional<Lookup.Alias> alias(String id) {
        return Optional.ofNullable(aliases.get(id));
    }

    /// What stands at exactly this address.
    Optional<Target> target(AddressKey key) {
        return Optional.ofNullable(targets.get(key));
    }

    /// The alias at exactly this address, an account's own included.
    Optional<Lookup.Alias> rule(AddressKey key) {
        Rule forward = forwards.get(key);
        return forward != null
                ? alias(forward.alias())
                : target(key).flatMap(target -> target instanceof Rule(var id) ? alias(id) : Optional.empty());
    }

    boolean hasCramMd5() {
        return cramMd5Users.get() > 0;
    }

    boolean isOurs(Host host) {
        return switch (host) {
            case Domain domain -> domains.containsKey(domain);
            case AddressLiteral literal -> ownAddresses.contains(literal.address());
        };
    }

    Lookup find(Mailbox recipient) {
        Optional<HostedDomain> domain = hosted(recipient.host());
        if (domain.isEmpty()) {
            return isOurs(recipient.host())
                    ? new Lookup.Unavailable("no domain is set up yet")
                    : new Lookup.ForeignDomain();
        }
        String local = recipient.localPart().value();
        boolean role = ROLES.contains(local.toLowerCase(Locale.ROOT));
        if (domain.get().suspended() && !role) {
            return new Lookup.DomainSuspended();
        }
        return named(local, domain.get())
                .or(() -> detailed(local, domain.get()))
                .or(() -> role ? Optional.of(role()) : Optional.empty())
                .or(() -> domain.get().catchAll().flatMap(target -> found(AddressKey.of(target), "")))
                .orElseGet(Lookup.NoSuchUser::new);
    }

    private Optional<HostedDomain> hosted(Host host) {
        return switch (host) {
            case Domain domain -> domain(domain);
            case AddressLiteral literal -> ownAddresses.contains(literal.address()) ? firstDomain() : Optional.empty();
        };
    }

    Optional<HostedDomain> firstDomain() {
        return Optional.ofNullable(domainOrder.firstEntry()).map(Map.Entry::getValue);
    }

    private Optional<Lookup> named(String local, HostedDomain domain) {
        return found(AddressKey.of(local, domain.domain()), "");
    }

    /// `user+detail`: the longest user name that exists wins, so that with `-` as separator `a-b-c` may be user
    /// `a-b`.
    private Optional<Lookup> detailed(String local, HostedDomain domain) {
        for (int i = local.length() - 1; i > 0; i--) {
            if (domain.separators().indexOf(local.charAt(i)) >= 0) {
                Optional<Lookup> found =
                        found(AddressKey.of(local.substring(0, i), domain.domain()), local.substring(i + 1));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Lookup> found(AddressKey key, String detail) {
        Optional<Lookup> forward = rule(key).map(Lookup.Forward::new);
        return forward.or(() -> member(key).map(member -> new Lookup.Found(account(member), detail)));
    }

    private Optional<Member> member(AddressKey key) {
        return target(key).flatMap(target -> target instanceof Member member ? Optional.of(member) : Optional.empty());
    }

    /// Mail for a role must always find a person (RFC 5321 §4.5.1).
    private Lookup role() {
        return postmaster()
                .<Lookup>map(account -> new Lookup.Found(account, ""))
                .orElseGet(() -> new Lookup.Unavailable("there is no account yet to answer for postmaster"));
    }

    /// The configured account, else the oldest.
    private Optional<Account> postmaster() {
        return postmaster
                .flatMap(address -> member(AddressKey.of(address)))
                .or(() -> Optional.ofNullable(members.firstEntry()).map(Map.Entry::getValue))
                .map(this::account);
    }

    Optional<Account> postmaster(Optional<Domain> domain) {
        Optional<Domain> asked = domain.or(() -> firstDomain().map(HostedDomain::domain));
        return asked.map(name -> find(new Mailbox(new LocalPart("postmaster"), name)))
                .flatMap(found -> switch (found) {
                    case Lookup.Found(var account, var _) -> Optional.of(account);
                    case Lookup.Forward(var alias) ->
                        expand(alias).accounts().stream().findFirst();
                    case Lookup.NoSuchUser(), Lookup.DomainSuspended(), Lookup.ForeignDomain(), Lookup.Unavailable _ ->
                        Optional.empty();
                })
                .or(this::postmaster);
    }

    Account account(Member member) {
        return new Account(
                member.id(),
                member.primary(),
                addresses(member),
                member.suspended() ? Account.State.SUSPENDED : Account.State.ACTIVE);
    }

    /// The primary address, and every active alias that leads there alone, in one step or several.
    private List<Mailbox> addresses(Member member) {
        List<Mailbox> found = new ArrayList<>(List.of(member.primary()));
        Set<AddressKey> seen = new HashSet<>(Set.of(AddressKey.of(member.primary())));
        for (int i = 0; i < found.size() && i <= MAX_CHAIN * MAX_CHAIN; i++) {
            for (String id : named.getOrDefault(AddressKey.of(found.get(i)), Set.of())) {
                Lookup.@Nullable Alias alias = aliases.get(id);
                if (alias != null
                        && !alias.suspended()
                        && alias.members().size() == 1
                        && seen.add(AddressKey.of(alias.address()))) {
                    found.add(alias.address());
                }
            }
        }
        return List.copyOf(found);
    }

    boolean owns(AccountId id, Mailbox address) {
        Optional<Member> member = member(id);
        Optional<HostedDomain> domain = hosted(address.host());
        if (member.isEmpty() || domain.isEmpty() || domain.get().suspended()) {
            return false;
        }
        Optional<Lookup> target = named(address.localPart().value(), domain.get())
                .or(() -> detailed(address.localPart().value(), domain.get()));
        Mailbox standing = switch (target.orElseGet(Lookup.NoSuchUser::new)) {
            case Lookup.Found(var account, var _) -> account.primary();
            case Lookup.Forward(var alias) -> alias.address();
            case Lookup.NoSuchUser(), Lookup.DomainSuspended(), Lookup.ForeignDomain(), Lookup.Unavailable _ -> address;
        };
        return addresses(member.get()).stream().anyMatch(own -> Directory.same(own, standing));
    }

    Directory.Standing standing(AccountId account, CredentialId credential, Instant now) {
        Member member = members.get(account.value());
        if (member == null) {
            return new Directory.Standing.Gone("the account was removed");
        }
        if (member.suspended()) {
            return new Directory.Standing.Gone("the account is suspended");
        }
        if (member.primary().host() instanceof Domain domain
                && !domain(domain).filter(found -> !found.suspended()).isPresent()) {
            return new Directory.Standing.Gone("the account's domain is suspended or removed");
        }
        return member.credentials().stream()
                .filter(grant -> grant.id().equals(credential))
                .findFirst()
                .map(grant -> standing(grant, now))
                .orElseGet(() -> new Directory.Standing.Gone("the credential was revoked"));
    }

    private static Directory.Standing standing(Grant grant, Instant now) {
        if (grant.suspended()) {
            return new Directory.Standing.Gone("the credential is suspended");
        }
        return grant.expires().filter(end -> !now.isBefore(end)).isPresent()
                ? new Directory.Standing.Gone("the credential has expired")
                : new Directory.Standing.Good();
    }

    Directory.Standing standing(Login session, Instant now) {
        boolean changed = session.credential().equals(CredentialId.MAIN)
                && session.secretSet()
                        .flatMap(proved -> member(session.account())
                                .filter(member -> !member.passwordSet().equals(proved)))
                        .isPresent();
        return changed
                ? new Directory.Standing.Gone("the password was changed")
                : standing(session.account(), session.credential(), now);
    }

    Directory.Expansion expand(Lookup.Alias alias) {
        var expansion = new Expanding();
        expansion.follow(alias, 0);
        return expansion.result();
    }

    /// Whether an alias at `address` with these members would, in the end, lead back to itself.
    boolean wouldLoop(Mailbox address, List<Mailbox> to) {
        AddressKey start = AddressKey.of(address);
        List<Mailbox> open = new ArrayList<>(to);
        if (member(start).isPresent()) { // an account that forwards and names itself keeps a copy
            open.removeIf(each -> AddressKey.of(each).equals(start));
        }
        Set<AddressKey> seen = new HashSet<>();
        while (!open.isEmpty()) {
            AddressKey key = AddressKey.of(open.removeLast());
            if (key.equals(start)) {
                return true;
            }
            if (seen.add(key)) {
                rule(key).ifPresent(next -> open.addAll(next.members()));
            }
        }
        return false;
    }

    /// Walks from one alias to all it leads to.
    private final class Expanding {
        private final Set<String> seen = new HashSet<>();
        private final Set<AccountId> found = new HashSet<>();
        private final List<Account> accounts = new ArrayList<>();
        private final List<Directory.Outside> outside = new ArrayList<>();
        private final List<Mailbox> nobody = new ArrayList<>();

        void follow(Lookup.Alias alias, int depth) {
            if (alias.suspended() || depth > MAX_CHAIN || !seen.add(alias.id())) {
                return;
            }
            for (Mailbox member : alias.members()) {
                Optional<Member> self = Directory.same(member, alias.address())
                        ? member(AddressKey.of(member)) // its own mailbox, not the rule again
                        : Optional.empty();
                Lookup to = self.<Lookup>map(own -> new Lookup.Found(account(own), ""))
                        .orElseGet(() -> find(member));
                switch (to) {
                    case Lookup.Found(var account, var _) -> {
                        if (found.add(account.id())) {
                            accounts.add(account);
                        }
                    }
                    case Lookup.Forward(var next) -> follow(next, depth + 1);
                    case Lookup.ForeignDomain() -> outside.add(new Directory.Outside(alias, member));
                    case Lookup.NoSuchUser(), Lookup.DomainSuspended(), Lookup.Unavailable _ -> nobody.add(member);
                }
            }
        }

        Directory.Expansion result() {
            return new Directory.Expansion(List.copyOf(accounts), List.copyOf(outside), List.copyOf(nobody));
        }
    }
}
