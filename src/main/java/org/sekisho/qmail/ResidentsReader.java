package org.sekisho.qmail;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// Follows qmail from a domain to whoever gets its mail: virtualdomains, users/assign, the folder of the domain.
final class ResidentsReader {
    private final LineReader reader;
    private final Findings findings;
    private final Path aliasDir;
    private final Relocation relocation;
    private final Optional<List<PasswdReader.Entry>> passwd;
    private final List<OwnDomain> domains = new ArrayList<>();
    private final List<User> users = new ArrayList<>();
    private final Set<Assignment> used = new HashSet<>();
    private final Map<Home, OwnDomain> primaries = new LinkedHashMap<>();

    /// @param stem how the names of the `.qmail` files begin
    private record Home(Path directory, String stem) {}

    /// @param passwd users of the machine; empty: they are not to be read
    ResidentsReader(
            LineReader reader,
            Findings findings,
            Path aliasDir,
            Optional<Path> vpopmailDir,
            Optional<List<PasswdReader.Entry>> passwd) {
        this.passwd = passwd;
        this.reader = reader;
        this.findings = findings;
        this.aliasDir = aliasDir;
        this.relocation = new Relocation(vpopmailDir);
    }

    Residents read(Controls controls, List<Assignment> assignments, List<VirtualDomain> virtual) {
        Map<VirtualDomain, Home> homes = homes(assignments, virtual);
        homes.forEach((domain, home) -> domain.domain().ifPresent(name -> {
            if (home.directory.endsWith(name.name())) { // vpopmail: the others are other names of this one
                primaries.putIfAbsent(home, new OwnDomain(domain.place(), name, Optional.empty(), home.directory));
            }
        }));
        homes.forEach(this::add);
        var addresses = new AddressReader(reader, findings, controls, users);
        primaries.forEach((home, domain) -> readUsers(home, domain, addresses));
        List<OwnDomain> locals = locals(controls);
        domains.addAll(locals);
        List<Runnable> later = new ArrayList<>();
        if (!locals.isEmpty()) {
            Domain local = locals.getFirst().name();
            assignments.stream().filter(each -> !each.prefix()).forEach(each -> addLocal(each, local, addresses));
            assignments.stream()
                    .filter(each -> each.prefix()
                            && !used.contains(each)
                            && !each.home().equals(aliasDir))
                    .forEach(each -> later.add(() -> addresses.files(
                            relocation.of(each.home()), each.dotQmail(each.local()), each.local(), local)));
            Set<String> assigned = new HashSet<>();
            assignments.forEach(each -> assigned.add(each.local()));
            passwd.orElse(List.of()).stream()
                    .filter(each ->
                            !assigned.contains(each.name()) && !each.home().equals(aliasDir))
                    .filter(each -> addSystemUser(each, local, addresses))
                    .forEach(
                            each -> later.add(() -> addresses.files(each.home(), ".qmail-", each.name() + "-", local)));
            later.add(() -> addresses.files(aliasDir, ".qmail-", "", local));
        }
        addresses.ownFiles();
        primaries.forEach((home, domain) -> addresses.files(home.directory, home.stem, "", domain.name()));
        later.forEach(Runnable::run);
        return new Residents(domains, users, addresses.aliases(), addresses.catchAlls());
    }

    private Map<VirtualDomain, Home> homes(List<Assignment> assignments, List<VirtualDomain> virtual) {
        Map<VirtualDomain, Home> homes = new LinkedHashMap<>();
        for (VirtualDomain each : virtual) {
            if (each.domain().isEmpty() || each.prepend().isEmpty()) {
                String why = each.prepend().isEmpty()
                        ? "an exception from a wildcard: nothing here corresponds to it"
                        : "an address or a wildcard, not a domain: make aliases or domains of it";
                findings.add(each.place(), each.key() + ":" + each.prepend(), why);
                continue;
            }
            String start = each.prepend().toLowerCase(Locale.ROOT) + "-";
            Optional<Assignment> found = assignments.stream()
                    .filter(line -> line.prefix() && !line.local().isEmpty() && start.startsWith(line.local()))
                    .max(Comparator.comparingInt(line -> line.local().length()));
            found.ifPresent(used::add);
            homes.put(
                    each,
                    found.map(line -> new Home(relocation.of(line.home()), line.dotQmail(start)))
                            .orElseGet(() -> new Home(aliasDir, ".qmail-" + start)));
            if (found.isEmpty()) {
                findings.add(
                        each.place(),
                        each.key() + ":" + each.prepend(),
                        "nobody in users/assign; only files of the user alias are carried");
            }
        }
        return homes;
    }

    private void add(VirtualDomain virtual, Home home) {
        Domain name = virtual.domain().orElseThrow();
        OwnDomain primary = primaries.computeIfAbsent(
                home, _ -> new OwnDomain(virtual.place(), name, Optional.empty(), home.directory));
        Optional<Domain> sameAs = primary.name().equals(name) ? Optional.empty() : Optional.of(primary.name());
        domains.add(new OwnDomain(virtual.place(), name, sameAs, home.directory));
    }

    private void readUsers(Home home, OwnDomain domain, AddressReader addresses) {
        Path vpasswd = home.directory.resolve("vpasswd");
        if (!Files.exists(vpasswd)) {
            if (!Files.isDirectory(home.directory)) {
                findings.add(domain.place(), domain.name().name(), "its folder is not there: " + home.directory);
            } else if (Files.exists(home.directory.resolve("vpasswd.cdb"))) {
                findings.add(Place.of(vpasswd), "", "only the compiled form is there");
            }
            return;
        }
        for (var entry : new VpasswdReader(reader, findings, relocation).read(vpasswd, domain.name())) {
            users.add(entry.user());
            addresses.livesIn(entry.dir(), entry.user());
        }
    }

    private List<OwnDomain> locals(Controls controls) {
        Path file = controls.path(ControlFile.LOCALS);
        List<OwnDomain> locals = new ArrayList<>();
        for (Domain name : controls.locals()) {
            Optional<Domain> sameAs = locals.isEmpty()
                    ? Optional.empty()
                    : Optional.of(locals.getFirst().name());
            locals.add(new OwnDomain(place(controls, file, name), name, sameAs, aliasDir));
        }
        if (!locals.isEmpty() && passwd.isEmpty()) {
            findings.add(Place.of(file), "", "users of the machine who are not in users/assign are not read");
        }
        return locals;
    }

    private static Place place(Controls controls, Path file, Domain name) {
        return controls.lines(ControlFile.LOCALS).stream()
                .filter(line -> line.text().equalsIgnoreCase(name.name()))
                .map(Line::place)
                .findFirst()
                .orElse(Place.of(file));
    }

    private void addLocal(Assignment line, Domain domain, AddressReader addresses) {
        if (line.home().equals(aliasDir)) {
            return; // the user alias has no mailbox of its own
        }
        try {
            Path home = relocation.of(line.home());
            User user = new User(
                    line.place(),
                    new Mailbox(new LocalPart(line.local()), domain),
                    "",
                    password(line),
                    new User.Store(home.resolve("Maildir"), StoredQuota.NONE),
                    User.Forwarding.NONE);
            reportPassword(user);
            users.add(user);
            addresses.livesIn(home, user);
        } catch (SyntaxError e) {
            findings.add(line.place(), line.local(), String.valueOf(e.getMessage()));
        }
    }

    private User.Password password(Assignment line) {
        return passwd.orElse(List.of()).stream()
                .filter(each -> each.name().equals(line.user()))
                .map(PasswdReader.Entry::password)
                .findFirst()
                .orElseGet(() -> new User.Password(Optional.empty(), Optional.empty(), Set.of()));
    }

    private void reportPassword(User user) {
        if (user.password().mustBeNew()) {
            String why = user.password()
                    .hash()
                    .map(hash ->
                            "needs a new password: the hash is " + hash.form().text())
                    .orElse(
                            passwd.isEmpty()
                                    ? "needs a new password: those of the machine are not read"
                                    : "needs a new password: there is none in passwd and shadow");
            findings.add(user.place(), user.address().localPart().value(), why);
        }
    }

    /// As qmail-getpw does for a name that is not in users/assign.
    /// @return whether the user was taken
    private boolean addSystemUser(PasswdReader.Entry entry, Domain domain, AddressReader addresses) {
        if (!PasswdReader.hasMail(entry.home())) {
            findings.add(entry.place(), entry.name(), "neither Maildir nor .qmail in " + entry.home());
            return false;
        }
        try {
            User user = new User(
                    entry.place(),
                    new Mailbox(new LocalPart(entry.name()), domain),
                    entry.person(),
                    entry.password(),
                    new User.Store(entry.home().resolve("Maildir"), StoredQuota.NONE),
                    User.Forwarding.NONE);
            reportPassword(user);
            users.add(user);
            addresses.livesIn(entry.written(), user);
            return true;
        } catch (SyntaxError e) {
            findings.add(entry.place(), entry.name(), String.valueOf(e.getMessage()));
            return false;
        }
    }
}
