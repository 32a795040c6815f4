package org.sekisho.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sekisho.events.Secret;

/// What the command line cannot do by asking a running server. The values are as the person wrote them; whoever
/// implements this checks them.
public interface Launcher {
    /// Runs the server until it is stopped.
    /// @return the process's exit code
    int serve(Path config);

    /// Runs a server that needs no configuration, until it is stopped.
    int tryServer(TryOptions options);

    /// Writes settings, keys and the first account, and prints the DNS records to publish.
    int setup(SetupOptions options);

    /// Adds routes to a settings file, those for which it has none yet.
    int addRoutes(Path config, List<NewRoute> routes);

    /// @param sender as in `route.sender`
    /// @param domain as in `route.domain`
    /// @param toml the table, comments included
    record NewRoute(Optional<String> sender, String domain, String toml) {}

    /// Checks whether a mail server sends mail on for strangers.
    int auditRelay(RelayAuditOptions options);

    /// Checks whether addresses and domains are on blocklists.
    int auditBlocklists(BlocklistAuditOptions options);

    /// Examines this server or another by its files, and says who is responsible.
    int doctor(DoctorOptions options);

    String version();

    /// @param accounts each `ADDR:PASSWORD`
    record TryOptions(
            Optional<Path> dir,
            int portBase,
            String domain,
            List<String> accounts,
            Optional<String> smarthost,
            Optional<String> store,
            String address) {
        public TryOptions {
            accounts = List.copyOf(accounts);
        }
    }

    /// @param hosts each `HOST` or `HOST:PORT`, perhaps with the service in front
    /// @param host what the server calls itself; empty: what it was named by
    /// @param user an address there that exists
    /// @param outside a domain that is none of the server's own
    /// @param sink `HOST:PORT` to listen at for what comes out
    /// @param confirm a mailbox to look into for what comes out
    /// @param waitSeconds for what comes out; empty: what is usual
    /// @param tls `implicit`, `starttls` or `off`; empty: as the port has it
    /// @param resolver `HOST:PORT` to ask for the owner's consent instead of the machine's
    /// @param state the folder of this user's key
    /// @param ours whether the person says that the server is theirs
    record RelayAuditOptions(
            List<String> hosts,
            Optional<String> host,
            Optional<String> user,
            Optional<String> outside,
            Optional<String> sink,
            Optional<Confirmation> confirm,
            Optional<Integer> waitSeconds,
            Optional<String> tls,
            Optional<String> resolver,
            Path state,
            boolean ours,
            boolean japanese,
            boolean json,
            Optional<Path> html,
            Optional<Path> junit) {
        public RelayAuditOptions {
            hosts = List.copyOf(hosts);
        }

        /// For our own server, but for what the person has said otherwise.
        RelayAuditOptions of(String ownHost, List<String> doors, String ownUser) {
            return new RelayAuditOptions(
                    doors,
                    host.or(() -> Optional.of(ownHost)),
                    user.or(() -> Optional.of(ownUser)),
                    outside,
                    sink,
                    confirm,
                    waitSeconds,
                    tls,
                    resolver,
                    state,
                    true,
                    japanese,
                    json,
                    html,
                    junit);
        }
    }

    /// A mailbox in which the proof arrives.
    /// @param url of its server and user
    /// @param address what is sent there arrives in it; empty: the user is the address
    /// @param anyCertificate whether to believe any server
    record Confirmation(String url, Optional<String> address, boolean anyCertificate, Secret password) {}

    /// @param subjects addresses and domains
    /// @param resolver `HOST:PORT` to ask instead of the machine's
    /// @param all whether clean ones are shown too
    /// @param html the file for a report that can be mailed
    record BlocklistAuditOptions(
            List<String> subjects,
            Optional<String> resolver,
            int limitSeconds,
            boolean all,
            boolean japanese,
            boolean json,
            Optional<Path> html) {
        public BlocklistAuditOptions {
            subjects = List.copyOf(subjects);
        }
    }

    /// Whom the doctor looks at.
    sealed interface Patient {
        /// @param folder usually `/var/qmail`
        /// @param tcpRules the text of its rules for who may connect and relay
        /// @param vpopmail the folder of its virtual domains
        record Qmail(Path folder, Path tcpRules, Path vpopmail) implements Patient {}

        /// @param folder its queue_directory, usually `/var/spool/postfix`
        /// @param config the folder of main.cf
        record Postfix(Path folder, Path config) implements Patient {}

        /// The server that runs here, or should.
        /// @param config its settings, which may not be there
        /// @param socket where it is asked
        /// @param advice what to tell a person when it does not answer
        record Own(Path config, Path socket, String advice) implements Patient {}
    }

    /// @param logs its log files
    /// @param watch how long to wait for a second look at the queue, `30s`
    /// @param checks what others see of it
    /// @param html the page to write
    record DoctorOptions(
            Patient patient,
            List<Path> logs,
            Optional<String> watch,
            CheckOptions checks,
            boolean japanese,
            boolean json,
            Optional<Path> html) {
        public DoctorOptions {
            logs = List.copyOf(logs);
        }
    }

    /// @param config the file to write
    record SetupOptions(String domain, Path config, boolean json) {}
}
