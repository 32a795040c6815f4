package org.sekisho.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// Puts the values of the tables together and checks what concerns several of them. Used by one thread, once.
final class SettingsBuilder {
    private final Map<String, List<TableValues>> tables;
    private final Path folder;
    private final Machine machine;
    private final GatewayTables.Problems problems;
    private boolean good = true;

    /// @param folder where relative paths begin
    SettingsBuilder(
            Map<String, List<TableValues>> tables, Path folder, Machine machine, GatewayTables.Problems problems) {
        this.tables = tables;
        this.folder = folder;
        this.machine = machine;
        this.problems = problems;
    }

    /// Empty when there was a problem.
    Optional<Settings> build() {
        var top = one("");
        List<Settings.Listener> listeners =
                all("listener").stream().map(this::listener).toList();
        Optional<Settings.Tls> tls = tls();
        checkListeners(listeners, tls);
        var settings = new Settings(
                top.get(ServerKeys.HOSTNAME),
                folder.resolve(top.get(ServerKeys.DATA)),
                top.get(ServerKeys.TIMEZONE),
                top.get(ServerKeys.ADMIN),
                top.get(ServerKeys.OWN_ADDRESSES),
                store(),
                tls,
                listeners,
                limits(),
                login(),
                relay(),
                proxy(),
                budget(),
                new Settings.Local(Set.copyOf(one("local").get(PolicyKeys.SENDMAIL_UIDS))),
                blocklist(),
                dnsbl(listeners),
                queue(),
                delivery(),
                dns(),
                routes(),
                gateways(),
                GatewayTables.callout(one("callout")),
                mailbox(),
                new Settings.Imap(Set.copyOf(one("imap").get(MailboxKeys.DISABLE))),
                notice(),
                audit(),
                log());
        return good ? Optional.of(settings) : Optional.empty();
    }

    private Settings.Mailboxes mailbox() {
        TableValues values = one("mailbox");
        return new Settings.Mailboxes(
                values.get(MailboxKeys.QUOTA),
                values.get(MailboxKeys.QUOTA_MESSAGES),
                values.get(MailboxKeys.QUOTA_SOFT),
                values.get(MailboxKeys.KEEP_EXPUNGED),
                values.get(MailboxKeys.FOLDERS));
    }

    private Settings.Notice notice() {
        TableValues values = one("notice");
        return new Settings.Notice(
                values.get(MailboxKeys.NOTICE_INTERVAL),
                values.get(MailboxKeys.NOTICE_TIMEOUT),
                values.get(MailboxKeys.NOTICE_PROGRAMS),
                values.get(MailboxKeys.NOTICE_USER));
    }

    private List<TableValues> all(String section) {
        return tables.getOrDefault(section, List.of());
    }

    private TableValues one(String section) {
        return all(section).getFirst();
    }

    private void problem(String text) {
        problem(0, text);
    }

    private void problem(int line, String text) {
        good = false;
        problems.at(line, text);
    }

    private Settings.Listener listener(TableValues values) {
        Protocol service = values.get(ServerKeys.LISTENER_SERVICE);
        return new Settings.Listener(
                service,
                values.get(ServerKeys.LISTENER_ADDRESS),
                values.get(ServerKeys.LISTENER_PROXY),
                values.get(ServerKeys.LISTENER_CONNECTIONS));
    }

    private void checkListeners(List<Settings.Listener> listeners, Optional<Settings.Tls> tls) {
        if (listeners.isEmpty()) {
            problem("no listener: write at least one [[listener]] with service and address");
        }
        for (Settings.Listener listener : listeners) {
            String name = Types.word(listener.service());
            switch (listener.service()) {
                case MANAGESIEVE, CONSOLE ->
                    problem("[[listener]] service = \"" + name + "\": this version does not speak it yet; remove it");
                case SUBMISSION, SUBMISSIONS, IMAP, IMAPS, POP3, POP3S -> {
                    if (tls.isEmpty()) {
                        problem("[[listener]] service = \"" + name + "\" needs a certificate: write [tls]");
                    }
                }
                case SMTP, LMTP, METRICS, DNSBL -> {}
            }
        }
        long different = listeners.stream()
                .filter(listener -> listener.address().getPort() != 0)
                .map(Settings.Listener::address)
                .distinct()
                .count();
        long fixed = listeners.stream().filter(l -> l.address().getPort() != 0).count();
        if (different != fixed) {
            problem("two [[listener]]s have the same address");
        }
    }

    private Optional<Settings.Tls> tls() {
        Optional<Path> certificate = one("tls").get(ServerKeys.CERTIFICATE).map(folder::resolve);
        Optional<Path> key = one("tls").get(ServerKeys.KEY).map(folder::resolve);
        if (certificate.isEmpty() && key.isEmpty()) {
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            problem("[tls] needs both certificate and key");
            return Optional.empty();
        }
        readable("tls.certificate", certificate.get());
        readable("tls.key", key.get());
        return Optional.of(new Settings.Tls(certificate.get(), key.get()));
    }

    private void readable(String key, Path path) {
        if (!machine.readable().test(path)) {
            problem("`" + key + "`: there is no file " + path + " that this user can read");
        }
    }

    private Settings.Store store() {
        var values = one("store");
        return switch (values.get(ServerKeys.ENGINE)) {
            case ROCKSDB -> new Settings.Store.RocksDb();
            case CASSANDRA -> {
                problem("`store.engine`: this version has no \"cassandra\" yet; write \"rocksdb\"");
                yield new Settings.Store.RocksDb();
            }
        };
    }

    private Settings.Limits limits() {
        var values = one("limits");
        return new Settings.Limits(
                values.get(LimitKeys.MESSAGE_SIZE),
                values.get(LimitKeys.HEADER_SIZE),
                values.get(LimitKeys.RECIPIENTS),
                values.get(LimitKeys.RECEIVED_HOPS),
                values.get(LimitKeys.CONNECTIONS),
                values.get(LimitKeys.CONNECTIONS_PER_ADDRESS),
                values.get(LimitKeys.IDLE_COMMANDS),
                values.get(LimitKeys.ERRORS_BEFORE_DELAY),
                values.get(LimitKeys.ERRORS),
                values.get(LimitKeys.ERROR_DELAY),
                values.get(LimitKeys.GREETING_DELAY),
                values.get(LimitKeys.COMMAND_TIMEOUT),
                values.get(LimitKeys.DATA_TIMEOUT),
                values.get(LimitKeys.MESSAGE_TIME),
                values.get(LimitKeys.SESSION_TIME));
    }

    private Settings.Login login() {
        var values = one("login");
        return new Settings.Login(
                values.get(PolicyKeys.PENALTY_EXEMPT),
                values.get(PolicyKeys.PLAIN_TEXT),
                values.get(PolicyKeys.AUTH_ON_SMTP),
                values.get(PolicyKeys.SCRAM),
                values.get(PolicyKeys.HASH_THREADS),
                values.get(PolicyKeys.HASH_QUEUE));
    }

    private Settings.Relay relay() {
        var values = one("relay");
        return new Settings.Relay(
                trusted("relay.trusted_networks", values.get(PolicyKeys.TRUSTED)),
                values.get(PolicyKeys.REFUSE_OWN_SENDERS));
    }

    private TrustedNetworks trusted(String key, List<Network> networks) {
        try {
            return TrustedNetworks.of(networks, machine);
        } catch (SyntaxError e) {
            problem("`" + key + "`: " + e.getMessage());
            return TrustedNetworks.NONE;
        }
    }

    private Settings.Proxy proxy() {
        var values = one("proxy");
        return new Settings.Proxy(
                trusted("proxy.protocol", values.get(PolicyKeys.PROXY_PROTOCOL)),
                trusted("proxy.xclient", values.get(PolicyKeys.XCLIENT)));
    }

    private Settings.Budget budget() {
        var values = one("budget");
        return new Settings.Budget(
                new Settings.Allowance(values.get(PolicyKeys.ACCOUNT_HOUR), values.get(PolicyKeys.ACCOUNT_DAY)),
                new Settings.Allowance(values.get(PolicyKeys.ALIAS_HOUR), values.get(PolicyKeys.ALIAS_DAY)),
                new Settings.Allowance(values.get(PolicyKeys.UID_HOUR), values.get(PolicyKeys.UID_DAY)),
                new Settings.Allowance(values.get(PolicyKeys.REPORT_HOUR), values.get(PolicyKeys.REPORT_DAY)),
                new Settings.Allowance(values.get(PolicyKeys.NETWORK_HOUR), values.get(PolicyKeys.NETWORK_DAY)));
    }

    private Settings.Blocklist blocklist() {
        var values = one("blocklist");
        return new Settings.Blocklist(
                values.get(BlocklistKeys.SUBMISSION),
                values.get(BlocklistKeys.CONTACT),
                all("block_rule").stream()
                        .map(rule -> new Settings.BlockRule(
                                rule.get(BlocklistKeys.EVENT),
                                rule.get(BlocklistKeys.COUNT),
                                rule.get(BlocklistKeys.WITHIN),
                                rule.get(BlocklistKeys.DURATION)))
                        .toList());
    }

    private Settings.Dnsbl dnsbl(List<Settings.Listener> listeners) {
        var values = one("dnsbl");
        List<Domain> zones = values.get(BlocklistKeys.ZONES);
        if (zones.isEmpty() && listeners.stream().anyMatch(each -> each.service() == Protocol.DNSBL)) {
            problem("[[listener]] service = \"dnsbl\" needs a zone: write zones = [\"bl.example.test\"] in [dnsbl]");
        }
        return new Settings.Dnsbl(
                zones,
                values.get(BlocklistKeys.NAME_SERVER),
                values.get(BlocklistKeys.ZONE_CONTACT),
                values.get(BlocklistKeys.TTL),
                values.get(BlocklistKeys.MAY_ASK),
                values.get(BlocklistKeys.PER_SECOND));
    }

    private Settings.Queue queue() {
        var values = one("queue");
        if (values.get(SendingKeys.FIRST_RETRY).compareTo(values.get(SendingKeys.MAX_RETRY)) > 0) {
            problem("`queue.first_retry` is longer than `queue.max_retry`");
        }
        return new Settings.Queue(
                values.get(SendingKeys.FIRST_RETRY),
                values.get(SendingKeys.MAX_RETRY),
                values.get(SendingKeys.FACTOR),
                values.get(SendingKeys.DELAY_WARNING),
                values.get(SendingKeys.LIFETIME),
                values.get(SendingKeys.BOUNCE_LIFETIME),
                values.get(SendingKeys.CONCURRENCY),
                values.get(SendingKeys.CONCURRENCY_PER_DESTINATION));
    }

    private Settings.Delivery delivery() {
        var values = one("delivery");
        return new Settings.Delivery(
                values.get(SendingKeys.FAMILY),
                values.get(SendingKeys.HELO),
                values.get(SendingKeys.SOURCE_IPV4),
                values.get(SendingKeys.SOURCE_IPV6),
                values.get(SendingKeys.REMOTE_TLS),
                new Settings.Delivery.Timeouts(
                        values.get(SendingKeys.CONNECT_TIMEOUT),
                        values.get(SendingKeys.COMMAND_TIMEOUT),
                        values.get(SendingKeys.DATA_BEGIN_TIMEOUT),
                        values.get(SendingKeys.DATA_BLOCK_TIMEOUT),
                        values.get(SendingKeys.DATA_END_TIMEOUT),
                        values.get(SendingKeys.CONVERSATION_TIME)));
    }

    private Settings.Dns dns() {
        var values = one("dns");
        return new Settings.Dns(
                values.get(SendingKeys.DNS_SERVERS),
                values.get(SendingKeys.DNS_TIMEOUT),
                values.get(SendingKeys.DNS_ROUNDS),
                values.get(SendingKeys.DNS_CACHE));
    }

    private List<Settings.Route> routes() {
        return new RouteTables(folder, machine.readable(), this::problem).routes(all("route"));
    }

    private Settings.Audit audit() {
        var values = one("audit");
        return new Settings.Audit(
                values.get(AuditKeys.BLOCKLISTS),
                values.get(AuditKeys.ADDRESSES),
                values.get(AuditKeys.DOMAINS),
                values.get(AuditKeys.ACTIVITY),
                values.get(AuditKeys.NETWORK_AFTER));
    }

    private List<Gateway> gateways() {
        var gateways = new GatewayTables(folder, machine.readable(), this::problem);
        return all("gateway").stream().map(gateways::gateway).toList();
    }

    private Settings.Log log() {
        var values = one("log");
        return new Settings.Log(
                values.get(ServerKeys.LOG_FILE).map(folder::resolve),
                values.get(ServerKeys.LOG_FORMAT),
                values.get(ServerKeys.LOG_LEVEL),
                values.get(ServerKeys.LOG_SIZE),
                values.get(ServerKeys.LOG_KEEP));
    }
}
