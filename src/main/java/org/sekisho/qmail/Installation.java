package org.sekisho.qmail;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sekisho.address.Domain;

/// An installation of qmail, with vpopmail where it is there, as its files say at the moment of reading.
/// @param tcpRules empty when none were named
/// @param notCarried what the other components do not hold
public record Installation(
        Controls controls,
        List<Assignment> assignments,
        Optional<TcpRules> tcpRules,
        List<VirtualDomain> virtualDomains,
        List<Route> routes,
        Residents residents,
        List<NotCarried> notCarried) {
    public Installation {
        assignments = List.copyOf(assignments);
        virtualDomains = List.copyOf(virtualDomains);
        routes = List.copyOf(routes);
        notCarried = List.copyOf(notCarried);
    }

    /// Never fails: what is not there or cannot be read is among `notCarried`.
    /// @param qmailDir usually `/var/qmail`
    /// @param tcpRules the text that tcprules compiles, usually `/etc/tcp.smtp`
    /// @param vpopmailDir usually `/home/vpopmail`
    public static Installation read(Path qmailDir, Optional<Path> tcpRules, Optional<Path> vpopmailDir) {
        return read(qmailDir, tcpRules, vpopmailDir, Optional.empty());
    }

    /// The same, with the users of the machine.
    public static Installation read(
            Path qmailDir, Optional<Path> tcpRules, Optional<Path> vpopmailDir, Optional<SystemUsers> systemUsers) {
        return new InstallationReader(qmailDir, vpopmailDir, systemUsers).read(tcpRules);
    }

    public List<OwnDomain> domains() {
        return residents.domains();
    }

    public List<User> users() {
        return residents.users();
    }

    public List<Alias> aliases() {
        return residents.aliases();
    }

    public List<CatchAll> catchAlls() {
        return residents.catchAlls();
    }

    public boolean isOwn(Domain domain) {
        return residents.domains().stream().anyMatch(own -> own.name().equals(domain));
    }

    /// Domains that are accepted and whose mail goes on to another server: this one is a backup for them.
    public List<Line> relayedDomains() {
        Set<String> own =
                residents.domains().stream().map(each -> each.name().name()).collect(Collectors.toSet());
        List<Line> relayed = new ArrayList<>(controls.lines(ControlFile.RCPTHOSTS));
        relayed.addAll(controls.lines(ControlFile.MORERCPTHOSTS));
        relayed.removeIf(line -> line.text().startsWith(".")
                || own.contains(Domain.of(line.text()).name()));
        return relayed;
    }

    /// Counts the messages of every user. Lists each Maildir once, opens nothing.
    public List<MaildirCount> countMail() throws IOException {
        List<MaildirCount> counts = new ArrayList<>();
        for (User user : residents.users()) {
            counts.add(MaildirReader.count(user.store().maildir()));
        }
        return counts;
    }
}
