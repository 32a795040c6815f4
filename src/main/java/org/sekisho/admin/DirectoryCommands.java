package org.sekisho.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.Account;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.AccountImport;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.AppPassword;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.accounts.Forwards;
import org.sekisho.accounts.HostedDomain;
import org.sekisho.accounts.Lookup;
import org.sekisho.accounts.MainPassword;
import org.sekisho.accounts.Scope;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.events.Secret;

/// Domains, accounts, aliases and app passwords.
final class DirectoryCommands {
    private final Accounts accounts;
    private final Forwards forwards;
    private final AccountMail mail;
    private final ServerControl server;

    DirectoryCommands(Accounts accounts, AccountMail mail, ServerControl server) {
        this.accounts = accounts;
        this.forwards = new Forwards(accounts);
        this.mail = mail;
        this.server = server;
    }

    List<Command> all() {
        return List.of(
                Command.of("domain.add", this::addDomain, "domain"),
                Command.of("domain.list", this::listDomains),
                Command.of("domain.show", this::showDomain, "domain"),
                Command.of("domain.set", this::setDomain, "domain", "catch_all", "separators"),
                Command.of("domain.suspend", this::suspendDomain, "domain"),
                Command.of("domain.resume", this::resumeDomain, "domain"),
                Command.of("domain.remove", this::removeDomain, "domain"),
                Command.of("account.add", this::addAccount, "address", "password"),
                Command.of("account.import", this::importAccounts),
                Command.of("account.list", this::listAccounts, "domain"),
                Command.of("account.show", this::showAccount, "address"),
                Command.of("account.password", this::setPassword, "address", "password"),
                Command.of("account.set", this::setAccount, "address", "cram_md5", "services", "quota"),
                Command.of("account.forward", this::setForward, "address", "members"),
                Command.of("account.suspend", this::suspendAccount, "address"),
                Command.of("account.resume", this::resumeAccount, "address"),
                Command.of("account.remove", this::removeAccount, "address"),
                Command.of("alias.add", this::addAlias, "address", "members", "owner"),
                Command.of("alias.list", this::listAliases, "domain"),
                Command.of("alias.show", this::showAlias, "address"),
                Command.of("alias.set", this::setMembers, "address", "members"),
                Command.of("alias.suspend", this::suspendAlias, "address"),
                Command.of("alias.resume", this::resumeAlias, "address"),
                Command.of("alias.remove", this::removeAlias, "address"),
                Command.of(
                        "credential.add",
                        this::addCredential,
                        "address",
                        "name",
                        "services",
                        "from",
                        "networks",
                        "expires"),
                Command.of("credential.list", this::listCredentials, "address"),
                Command.of("credential.show", this::showCredential, "address", "name"),
                Command.of("credential.suspend", this::suspendCredential, "address", "name"),
                Command.of("credential.resume", this::resumeCredential, "address", "name"),
                Command.of("credential.remove", this::removeCredential, "address", "name"));
    }

    private static Domain domain(Call call) throws AdminException {
        return call.arguments().read("domain", Domain::of);
    }

    private static Mailbox address(Call call) throws AdminException {
        return call.arguments().read("address", Mailbox::of);
    }

    private static Map<String, Object> done(String what, Object subject) {
        return Fields.of(what, subject);
    }

    private Map<String, Object> addDomain(Call call) throws AdminException, DirectoryException {
        accounts.addDomain(domain(call));
        return done("added", domain(call));
    }

    private Map<String, Object> listDomains(Call call) throws IOException {
        List<HostedDomain> domains = accounts.domains();
        for (HostedDomain domain : domains) {
            call.row(row(domain));
        }
        List<Map<String, Object>> gateways = server.gateways().rows();
        for (Map<String, Object> gateway : gateways) {
            call.row(Fields.of(gateway));
        }
        return Fields.of("domains", domains.size() + gateways.size());
    }

    private static Map<String, Object> row(HostedDomain domain) {
        return Fields.of(
                "domain",
                domain.domain(),
                "state",
                state(domain.suspended()),
                "separators",
                domain.separators(),
                "catch_all",
                domain.catchAll());
    }

    private static String state(boolean suspended) {
        return suspended ? "suspended" : "active";
    }

    private Map<String, Object> showDomain(Call call) throws AdminException, IOException {
        Domain wanted = domain(call);
        HostedDomain domain = accounts.domains().stream()
                .filter(each -> each.domain().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new AdminException(Kind.MISSING, "no such domain here: " + wanted));
        Optional<Domain> only = Optional.of(wanted);
        var row = row(domain);
        row.put("accounts", accounts.accounts(only).size());
        row.put("aliases", accounts.aliases(only).size());
        accounts.postmaster(only)
                .ifPresent(account -> row.put("postmaster", account.primary().toString()));
        call.row(row);
        return Map.of();
    }

    private Map<String, Object> setDomain(Call call) throws AdminException, DirectoryException {
        Optional<String> catchAll = call.arguments().optional("catch_all");
        Optional<String> separators = call.arguments().optional("separators");
        if (catchAll.isEmpty() && separators.isEmpty()) {
            throw new AdminException(Kind.USAGE, "nothing to set: give catch_all or separators");
        }
        Optional<Mailbox> target = catchAll.filter(text -> !text.isEmpty()).isPresent()
                ? call.arguments().readOptional("catch_all", Mailbox::of)
                : Optional.empty();
        if (catchAll.isPresent()) {
            accounts.setCatchAll(domain(call), target);
        }
        if (separators.isPresent()) {
            accounts.setSeparators(domain(call), separators.get());
        }
        return done("changed", domain(call));
    }

    private Map<String, Object> suspendDomain(Call call) throws AdminException, DirectoryException {
        accounts.suspendDomain(domain(call));
        return done("suspended", domain(call));
    }

    private Map<String, Object> resumeDomain(Call call) throws AdminException, DirectoryException {
        accounts.resumeDomain(domain(call));
        return done("resumed", domain(call));
    }

    private Map<String, Object> removeDomain(Call call) throws AdminException, DirectoryException {
        Domain domain = domain(call);
        Optional<HostedDomain> known = accounts.domain(domain);
        if (known.filter(mail::hasPublicMailboxes).isPresent()) {
            throw new AdminException(
                    Kind.REFUSED,
                    domain + " still has public mailboxes: remove them first (mailbox public list shows them)");
        }
        accounts.removeDomain(domain);
        known.ifPresent(mail::removed);
        return done("removed", domain(call));
    }

    private static Secret password(Call call) throws AdminException {
        return new Secret(call.arguments().text("password"));
    }

    private Map<String, Object> addAccount(Call call) throws AdminException, DirectoryException {
        AccountId id = accounts.addAccount(address(call), password(call));
        return Fields.of("added", address(call), "id", id);
    }

    private Map<String, Object> importAccounts(Call call) throws DirectoryException, IOException {
        var lines = new BufferedReader(new InputStreamReader(call.body(), StandardCharsets.UTF_8));
        AccountImport.Report report = AccountImport.run(accounts, lines);
        for (AccountImport.Problem problem : report.problems()) {
            call.row(Fields.of("line", problem.line(), "why", problem.why()));
        }
        return Fields.of("added", report.added(), "refused", report.refused());
    }

    private Map<String, Object> listAccounts(Call call) throws AdminException, IOException {
        List<Account> found = accounts.accounts(call.arguments().readOptional("domain", Domain::of));
        for (Account account : found) {
            call.row(row(account));
        }
        return Fields.of("accounts", found.size());
    }

    private static Map<String, Object> row(Account account) {
        return Fields.of(
                "address",
                account.primary(),
                "state",
                account.state().name().toLowerCase(Locale.ROOT),
                "id",
                account.id(),
                "addresses",
                account.addresses());
    }

    private Map<String, Object> showAccount(Call call) throws AdminException, DirectoryException, IOException {
        var row = row(accounts.require(address(call)));
        MainPassword password = MainPassword.of(accounts, address(call));
        row.put("password", said(password.form()));
        if (!password.services().isEmpty()) {
            row.put("services", named(password.services()));
        }
        forwards.of(address(call)).ifPresent(to -> row.putAll(Fields.of("forwards_to", to.members())));
        row.put(
                "credentials",
                accounts.appPasswords(address(call)).stream()
                        .map(AppPassword::name)
                        .toList());
        row.putAll(mail.of(accounts.require(address(call)).id()));
        call.row(row);
        return Map.of();
    }

    private Map<String, Object> setPassword(Call call) throws AdminException, DirectoryException {
        accounts.setPassword(address(call), password(call));
        return done("changed", address(call));
    }

    private static List<String> named(Set<Service> services) {
        return services.stream()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
    }

    private static String said(MainPassword.Form form) {
        return switch (form) {
            case MainPassword.Form.Ours() -> "argon2id";
            case MainPassword.Form.TakenOver(var name) ->
                name
                        + ", as another server kept it: argon2id after the next log-in by PLAIN or LOGIN; no SCRAM until then";
            case MainPassword.Form.None() -> "none: nobody can log in until one is set (account password)";
        };
    }

    private Map<String, Object> setAccount(Call call) throws AdminException, DirectoryException {
        Optional<String> cramMd5 = call.arguments().optional("cram_md5");
        Optional<String> services = call.arguments().optional("services");
        Optional<String> quota = call.arguments().optional("quota");
        if (cramMd5.isEmpty() && services.isEmpty() && quota.isEmpty()) {
            throw new AdminException(Kind.USAGE, "nothing to set: give cram_md5, services or quota");
        }
        if (quota.isPresent()) {
            mail.setQuota(accounts.require(address(call)).id(), call.arguments().read("quota", AccountMail::quota));
        }
        if (cramMd5.isPresent()) {
            boolean allowed = switch (cramMd5.get()) {
                case "on" -> true;
                case "off" -> false;
                default -> throw new AdminException(Kind.USAGE, "cram_md5 is on or off");
            };
            accounts.setCramMd5(address(call), allowed);
        }
        if (services.isPresent()) {
            MainPassword.setServices(accounts, address(call), services(services.get()));
        }
        return done("changed", address(call));
    }

    private static Set<Service> services(String text) throws AdminException {
        Set<Service> services = new HashSet<>();
        try {
            for (String each : text.isBlank() ? new String[0] : text.split(",", -1)) {
                services.add(service(each.strip()));
            }
        } catch (SyntaxError e) {
            throw new AdminException(Kind.USAGE, "services `" + text + "`: " + e.getMessage());
        }
        return services;
    }

    private Map<String, Object> setForward(Call call) throws AdminException, DirectoryException {
        forwards.set(address(call), call.arguments().readAll("members", Mailbox::of));
        return done("changed", address(call));
    }

    private Map<String, Object> suspendAccount(Call call) throws AdminException, DirectoryException {
        accounts.suspendAccount(address(call));
        return done("suspended", address(call));
    }

    private Map<String, Object> resumeAccount(Call call) throws AdminException, DirectoryException {
        accounts.resumeAccount(address(call));
        return done("resumed", address(call));
    }

    private Map<String, Object> removeAccount(Call call) throws AdminException, DirectoryException {
        mail.removed(accounts.removeAccount(address(call)));
        return done("removed", address(call));
    }

    private Map<String, Object> addAlias(Call call) throws AdminException, DirectoryException {
        List<Mailbox> members = call.arguments().readAll("members", Mailbox::of);
        Optional<Mailbox> owner = call.arguments().readOptional("owner", Mailbox::of);
        String id = accounts.addAlias(address(call), members, owner);
        return Fields.of("added", address(call), "id", id);
    }

    private Map<String, Object> listAliases(Call call) throws AdminException, IOException {
        List<Lookup.Alias> found = accounts.aliases(call.arguments().readOptional("domain", Domain::of));
        for (Lookup.Alias alias : found) {
            call.row(row(alias));
        }
        return Fields.of("aliases", found.size());
    }

    private static Map<String, Object> row(Lookup.Alias alias) {
        return Fields.of(
                "address",
                alias.address(),
                "state",
                state(alias.suspended()),
                "members",
                alias.members(),
                "owner",
                alias.owner(),
                "id",
                alias.id());
    }

    private Map<String, Object> showAlias(Call call) throws AdminException, IOException {
        Mailbox wanted = address(call);
        if (!(accounts.find(wanted) instanceof Lookup.Forward(var alias))) {
            throw new AdminException(Kind.MISSING, "no such alias: " + wanted);
        }
        call.row(row(alias));
        return Map.of();
    }

    private Map<String, Object> setMembers(Call call) throws AdminException, DirectoryException {
        accounts.setMembers(address(call), call.arguments().readAll("members", Mailbox::of));
        return done("changed", address(call));
    }

    private Map<String, Object> suspendAlias(Call call) throws AdminException, DirectoryException {
        accounts.suspendAlias(address(call));
        return done("suspended", address(call));
    }

    private Map<String, Object> resumeAlias(Call call) throws AdminException, DirectoryException {
        accounts.resumeAlias(address(call));
        return done("resumed", address(call));
    }

    private Map<String, Object> removeAlias(Call call) throws AdminException, DirectoryException {
        accounts.removeAlias(address(call));
        return done("removed", address(call));
    }

    private Map<String, Object> addCredential(Call call) throws AdminException, DirectoryException {
        var arguments = call.arguments();
        var scope = new Scope(
                new HashSet<>(arguments.readAll("services", DirectoryCommands::service)),
                arguments.readAll("from", Mailbox::of),
                arguments.readAll("networks", Network::of),
                arguments.readOptional("expires", DirectoryCommands::instant));
        Accounts.NewAppPassword made = accounts.addAppPassword(address(call), arguments.text("name"), scope);
        // the only time it can be shown
        return Fields.of(
                "added",
                arguments.text("name"),
                "id",
                made.id(),
                "password",
                made.secret().value());
    }

    static Service service(String text) {
        try {
            return Service.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new SyntaxError("expected smtp, submission, submissions, imap, imaps, pop3, pop3s or managesieve");
        }
    }

    static Instant instant(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException _) {
            throw new SyntaxError("expected a date like 2027-01-31 or an instant like 2027-01-31T12:00:00Z");
        }
    }

    private Map<String, Object> listCredentials(Call call) throws AdminException, DirectoryException, IOException {
        List<AppPassword> found = accounts.appPasswords(address(call));
        for (AppPassword each : found) {
            call.row(row(each));
        }
        return Fields.of("credentials", found.size());
    }

    private static Map<String, Object> row(AppPassword each) {
        return Fields.of(
                "name",
                each.name(),
                "id",
                each.id(),
                "state",
                each.suspended() ? "suspended" : "active",
                "services",
                each.scope().services(),
                "from",
                each.scope().allowedFrom(),
                "networks",
                each.scope().networks(),
                "expires",
                each.scope().expires(),
                "created",
                each.created(),
                "last_use",
                each.lastUse());
    }

    private Map<String, Object> showCredential(Call call) throws AdminException, DirectoryException, IOException {
        call.row(row(accounts.appPassword(address(call), call.arguments().text("name"))));
        return Map.of();
    }

    private Map<String, Object> suspendCredential(Call call) throws AdminException, DirectoryException {
        accounts.suspendAppPassword(address(call), call.arguments().text("name"));
        return done("suspended", call.arguments().text("name"));
    }

    private Map<String, Object> resumeCredential(Call call) throws AdminException, DirectoryException {
        accounts.resumeAppPassword(address(call), call.arguments().text("name"));
        return done("resumed", call.arguments().text("name"));
    }

    private Map<String, Object> removeCredential(Call call) throws AdminException, DirectoryException {
        accounts.revokeAppPassword(address(call), call.arguments().text("name"));
        return done("removed", call.arguments().text("name"));
    }
}
