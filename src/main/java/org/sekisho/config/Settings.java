package org.sekisho.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.ReversePath;

/// The whole settings file. [SettingsReader] makes it, so a value of this type is valid. What each value means is
/// said where its key is declared ([ServerKeys], [LimitKeys], [PolicyKeys], [BlocklistKeys], [SendingKeys],
/// [GatewayKeys], [AuditKeys]), from which the manual page is made too.
public record Settings(
        Domain hostname,
        Path data,
        ZoneId timezone,
        Optional<Mailbox> admin,
        List<InetAddress> ownAddresses,
        Store store,
        Optional<Tls> tls,
        List<Listener> listeners,
        Limits limits,
        Login login,
        Relay relay,
        Proxy proxy,
        Budget budget,
        Local local,
        Blocklist blocklist,
        Dnsbl dnsbl,
        Queue queue,
        Delivery delivery,
        Dns dns,
        List<Route> routes,
        List<Gateway> gateways,
        Callout callout,
        Mailboxes mailbox,
        Imap imap,
        Notice notice,
        Audit audit,
        Log log) {

    public Settings {
        ownAddresses = List.copyOf(ownAddresses);
        listeners = List.copyOf(listeners);
        routes = List.copyOf(routes);
        gateways = List.copyOf(gateways);
    }

    /// The gateway for mail to this domain, if there is one: the one that names it, else the longest one with
    /// subdomains. Whether the domain is hosted here, the accounts know.
    public static Optional<Gateway> gateway(List<Gateway> gateways, Domain domain) {
        return gateways.stream()
                .filter(gateway -> gateway.domain().matches(domain))
                .max(Comparator.comparingInt(gateway -> gateway.domain().precision()));
    }

    /// Which engine keeps everything.
    public sealed interface Store {
        record RocksDb() implements Store {}

        record Cassandra(List<HostPort> contactPoints, String keyspace, String datacenter) implements Store {}
    }

    public record Tls(Path certificate, Path key) {}

    /// @param address port 0 takes any free one
    /// @param maxConnections instead of the one of `[limits]`
    public record Listener(
            Protocol service, InetSocketAddress address, boolean proxyProtocol, Optional<Integer> maxConnections) {}

    public record Limits(
            long messageOctets,
            int headerOctets,
            int recipients,
            int receivedHops,
            int connections,
            int connectionsPerAddress,
            int idleCommands,
            int errorsBeforeDelay,
            int errors,
            Duration errorDelay,
            Duration greetingDelay,
            Duration commandTimeout,
            Duration dataTimeout,
            Duration messageTime,
            Duration sessionTime) {}

    public record Login(
            List<Network> penaltyExempt,
            List<Network> plainText,
            boolean authOnSmtp,
            boolean scram,
            int hashThreads,
            int hashQueue) {}

    public record Relay(TrustedNetworks trustedNetworks, boolean refuseOwnSenders) {}

    /// Who may say that a connection comes from elsewhere: as good as being trusted by address.
    public record Proxy(TrustedNetworks protocol, TrustedNetworks xclient) {}

    public record Budget(Allowance account, Allowance alias, Allowance uid, Allowance report, Allowance network) {}

    /// How many recipients outside one holder of a permit may write to; empty: any number.
    public record Allowance(Optional<Integer> perHour, Optional<Integer> perDay) {}

    public record Local(Set<Long> sendmailUids) {
        public Local {
            sendmailUids = Set.copyOf(sendmailUids);
        }
    }

    /// @param contact empty: postmaster at hostname
    public record Blocklist(boolean submission, Optional<String> contact, List<BlockRule> rules) {
        public Blocklist {
            rules = List.copyOf(rules);
        }
    }

    public record BlockRule(Event event, int count, Duration within, Duration duration) {
        public enum Event {
            RELAY_REFUSED,
            UNKNOWN_RECIPIENT,
            LOGIN_FAILED,
            EARLY_TALKER,
            SYNTAX
        }
    }

    /// @param nameServer empty: hostname
    /// @param contact empty: hostmaster at hostname
    public record Dnsbl(
            List<Domain> zones,
            Optional<Domain> nameServer,
            Optional<Mailbox> contact,
            Duration ttl,
            List<Network> networks,
            int queriesPerSecond) {}

    public record Queue(
            Duration firstRetry,
            Duration maxRetry,
            double factor,
            Optional<Duration> delayWarning,
            Duration lifetime,
            Duration bounceLifetime,
            int concurrency,
            int concurrencyPerDestination) {}

    public record Delivery(
            Family family,
            Optional<Domain> helo,
            Optional<InetAddress> sourceIpv4,
            Optional<InetAddress> sourceIpv6,
            RemoteTls tls,
            Timeouts timeouts) {
        public enum Family {
            IPV6_FIRST,
            IPV4_FIRST,
            IPV6_ONLY,
            IPV4_ONLY
        }

        public record Timeouts(
                Duration connect,
                Duration command,
                Duration dataBegin,
                Duration dataBlock,
                Duration dataEnd,
                Duration conversation) {}
    }

    /// How much privacy another server must offer.
    public enum RemoteTls {
        OFF,
        OPPORTUNISTIC,
        REQUIRED,
        VERIFIED
    }

    /// @param servers empty: those of `/etc/resolv.conf`
    public record Dns(List<InetSocketAddress> servers, Duration timeout, int rounds, int cacheEntries) {}

    /// A fixed way out for some mail. Which way, never whether: that is the gate's.
    public record Route(Key key, List<HostPort> via, Optional<Credentials> login, RemoteTls tls) {
        /// The first that matches is taken: any that names senders before all that do not, the more precise
        /// sender first, and of those the more precise domain.
        static final Comparator<Route> PRECEDENCE = Comparator.comparingInt((Route route) ->
                        route.key.sender().map(RouteSender::precision).orElse(-1))
                .thenComparingInt(route -> route.key.domain().precision())
                .reversed();

        /// Which mail it is for.
        /// @param sender empty: whoever sends it, notifications too
        public record Key(Optional<RouteSender> sender, RouteDomain domain) {
            public boolean matches(ReversePath reversePath, Domain destination) {
                return domain.matches(destination)
                        && sender.map(each -> each.matches(reversePath)).orElse(true);
            }

            /// For people: `from @example.com to example.net`.
            public String written() {
                String to = "to " + domain.written();
                return sender.map(each -> "from " + each.written() + " " + to).orElse(to);
            }
        }

        public record Credentials(String username, Path passwordFile) {}

        /// For people and the log, with the name that it logs in with.
        public String written() {
            return key.written() + " via " + via
                    + login.map(each -> " as " + each.username()).orElse("");
        }
    }

    /// @param octets the quota of accounts without one of their own; likewise `messages`
    /// @param softPercent of a quota that deliveries may fill, 1 to 100
    /// @param keepExpunged zero: not at all
    /// @param folders of a new account; no two for one use
    public record Mailboxes(
            Optional<Long> octets,
            Optional<Integer> messages,
            int softPercent,
            Duration keepExpunged,
            List<Folder> folders) {
        public Mailboxes {
            folders = List.copyOf(folders);
        }
    }

    /// A mailbox that an account begins with.
    public record Folder(Use use, String name) {
        /// RFC 6154 §2.
        public enum Use {
            DRAFTS,
            SENT,
            JUNK,
            TRASH,
            ARCHIVE
        }
    }

    /// New mail that others are told of.
    /// @param interval between two notices of one account
    /// @param timeout of one attempt
    /// @param programs whether programs may be run
    /// @param programUser whom they are run as
    public record Notice(Duration interval, Duration timeout, boolean programs, Optional<String> programUser) {}

    /// @param disabled extensions that no account is offered, of [#EXTENSIONS]
    public record Imap(Set<String> disabled) {
        /// What can be switched off: the names of capabilities (RFC 9051 §7.2.2) in capitals, in order.
        public static final List<String> EXTENSIONS = Arrays.stream("""
                ACL APPENDLIMIT BINARY CATENATE CHILDREN COMPRESS=DEFLATE CONDSTORE CONTEXT=SEARCH CONTEXT=SORT
                CREATE-SPECIAL-USE ENABLE ESEARCH ESORT FILTERS I18NLEVEL=1 ID IDLE IMAP4REV2 INPROGRESS LIST-EXTENDED
                LIST-METADATA LIST-MYRIGHTS LIST-STATUS LITERAL+ LITERAL- MESSAGELIMIT METADATA METADATA-SERVER MOVE
                MULTIAPPEND MULTISEARCH NAMESPACE NOTIFY OBJECTID PARTIAL PREVIEW QRESYNC QUOTA QUOTASET REPLACE
                RIGHTS=KXTE SASL-IR SAVEDATE SEARCH=FUZZY SEARCHRES SORT SORT=DISPLAY SPECIAL-USE STATUS=SIZE
                THREAD=ORDEREDSUBJECT THREAD=REFERENCES UIDBATCHES UIDONLY UIDPLUS UNAUTHENTICATE UNSELECT URL-PARTIAL
                URLAUTH UTF8=ACCEPT WITHIN
                """.split("\\s+", -1))
                .filter(name -> !name.isEmpty())
                .toList();

        public Imap {
            disabled = Set.copyOf(disabled);
        }
    }

    /// @param blocklists how often they are asked; empty: never
    /// @param addresses we send from, besides those of the interfaces
    /// @param domains to ask for, besides those we host
    /// @param activity how long it is kept
    public record Audit(
            Optional<Duration> blocklists,
            List<InetAddress> addresses,
            List<Domain> domains,
            Duration activity,
            Optional<Duration> networkAfter) {
        public Audit {
            addresses = List.copyOf(addresses);
            domains = List.copyOf(domains);
        }
    }

    /// @param file empty: standard error
    public record Log(Optional<Path> file, Format format, Level level, long maxOctets, int keep) {
        public enum Format {
            KV,
            JSON
        }

        public enum Level {
            INFO,
            DEBUG
        }
    }
}
