package org.sekisho.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;

/// The keys that say where the server is and what it speaks.
final class ServerKeys {
    private static final String NONE = "none";
    private static final String NONE_JA = "なし";

    static final Key<Domain> HOSTNAME = Key.required("hostname", Types.DOMAIN, "mx.example.test")
            .atStart()
            .says(
                    "What the server calls itself: in greetings, EHLO, Received fields. The address it sends from should"
                            + " have this name in the DNS, and the name this address.",
                    "サーバー自身の名前。グリーティング、EHLO、Received ヘッダーに使います。送信元 IP アドレスの逆引きと正引きを" + "この名前に合わせてください。");

    static final Key<Path> DATA = Key.required("data", Types.PATH, "/var/lib/sekisho")
            .atStart()
            .says(
                    "The folder for everything the server keeps: store, keys, admin socket.",
                    "サーバーが保存するものすべて (ストア、鍵、管理用ソケット) を置くフォルダ。");

    static final Key<ZoneId> TIMEZONE = Key.of(
                    "timezone",
                    Types.ZONE,
                    new Key.Fallback.Otherwise<>(ZoneId::systemDefault, "the machine's", "マシンの設定"),
                    "Asia/Tokyo")
            .atStart()
            .says(
                    "The time zone of Received and Date fields, of bounces and of the log.",
                    "Received と Date ヘッダー、エラーメール、ログの時刻に使うタイムゾーン。");

    static final Key<Optional<Mailbox>> ADMIN = Key.optional(
                    "admin", Types.MAILBOX, "alice@example.test", "the oldest account", "最も古いアカウント")
            .atStart()
            .says(
                    "The account that gets the mail for postmaster and abuse where nobody has these addresses.",
                    "postmaster と abuse のアドレスが作られていないとき、その宛のメールを受け取るアカウント。");

    static final Key<List<InetAddress>> OWN_ADDRESSES = Key.preset(
                    "own_addresses", Type.listOf(Types.ADDRESS), List.of())
            .atStart()
            .with(List.of("192.0.2.25"))
            .says(
                    "Addresses by which this machine is known besides those of its interfaces, for example before a NAT:"
                            + " user@[address] is then a user of the first domain.",
                    "NAT の外側など、ネットワークインターフェース以外にこのマシンを指すアドレス。user@[アドレス] は最初のドメインの" + "利用者宛になります。");

    enum Engine {
        ROCKSDB,
        CASSANDRA
    }

    static final Key<Engine> ENGINE = Key.preset("store.engine", Types.choice(Engine.class), "rocksdb")
            .atStart()
            .says(
                    "Who keeps the mail: the built-in engine, or a Cassandra cluster when one machine is not enough.",
                    "メールの保存先。内蔵エンジン (rocksdb)、または 1 台で足りない場合の Cassandra クラスター。");

    static final Key<List<HostPort>> CONTACT_POINTS = Key.preset(
                    "store.contact_points",
                    Type.listOf(Type.ofText(
                            "host:port such as \"db1.example.test:9042\"",
                            "ホスト:ポート (例: \"db1.example.test:9042\")",
                            text -> HostPort.of(text, 9042))),
                    List.of())
            .atStart()
            .with(List.of("db1.example.test:9042"))
            .says("Nodes of the cluster; only for \"cassandra\".", "クラスターのノード。\"cassandra\" の場合のみ。");

    static final Key<Optional<String>> KEYSPACE = Key.optional("store.keyspace", Types.TEXT, "sekisho", NONE, NONE_JA)
            .atStart()
            .says("The keyspace; only for \"cassandra\".", "キースペース。\"cassandra\" の場合のみ。");

    static final Key<Optional<String>> DATACENTER = Key.optional("store.datacenter", Types.TEXT, "dc1", NONE, NONE_JA)
            .atStart()
            .says("The local datacenter; only for \"cassandra\".", "ローカルデータセンター。\"cassandra\" の場合のみ。");

    static final Key<Optional<Path>> CERTIFICATE = Key.optional(
                    "tls.certificate", Types.PATH, "cert.pem", NONE, NONE_JA)
            .says(
                    "The certificate with its chain, PEM. Read again when the file changes.",
                    "証明書と中間証明書 (PEM)。ファイルが変わると読み直します。");

    static final Key<Optional<Path>> KEY = Key.optional("tls.key", Types.PATH, "key.pem", NONE, NONE_JA)
            .says("Its private key, PEM. Read again when the file changes.", "秘密鍵 (PEM)。ファイルが変わると読み直します。");

    static final Key<Protocol> LISTENER_SERVICE = Key.required("listener.service", Types.choice(Protocol.class), "smtp")
            .atStart()
            .says(
                    "What is spoken there. Users send mail at submission and submissions; smtp takes mail from other"
                            + " servers; lmtp takes mail for local users only.",
                    "プロトコル。利用者の送信は submission と submissions、他のサーバーからの受信は smtp、" + "lmtp はローカル利用者宛のみです。");

    static final Key<InetSocketAddress> LISTENER_ADDRESS = Key.required(
                    "listener.address", Types.ENDPOINT, "0.0.0.0:25")
            .atStart()
            .says(
                    "Where it listens. \"[::]:25\" takes IPv4 as well on most machines. Port 0 takes any free one.",
                    "待ち受けるアドレスとポート。\"[::]:25\" は多くのマシンで IPv4 も受け付けます。ポート 0 は空いているポートを使います。");

    static final Key<Boolean> LISTENER_PROXY = Key.preset("listener.proxy_protocol", Types.FLAG, false)
            .atStart()
            .says(
                    "Whether the hosts of proxy.protocol begin with the PROXY protocol here.",
                    "proxy.protocol のホストがここで PROXY プロトコルを使うかどうか。");

    static final Key<Optional<Integer>> LISTENER_CONNECTIONS = Key.optional(
                    "listener.max_connections",
                    Types.count(1, 100_000),
                    200L,
                    "limits.connections",
                    "limits.connections の値")
            .atStart()
            .says("How many connections there may be at this listener.", "このリスナーの最大同時接続数。");

    static final Key<Optional<Path>> LOG_FILE = Key.optional(
                    "log.file", Types.PATH, "/var/log/sekisho.log", "standard error", "標準エラー出力")
            .atStart()
            .says("Where the log goes.", "ログの出力先。");

    static final Key<Settings.Log.Format> LOG_FORMAT = Key.preset(
                    "log.format", Types.choice(Settings.Log.Format.class), "kv")
            .atStart()
            .says("key=value, or one JSON object a line.", "key=value 形式、または 1 行 1 個の JSON オブジェクト。");

    static final Key<Settings.Log.Level> LOG_LEVEL = Key.preset(
                    "log.level", Types.choice(Settings.Log.Level.class), "info")
            .atStart()
            .says("Whether debug lines are written too.", "デバッグ行も書くかどうか。");

    static final Key<Long> LOG_SIZE = Key.preset("log.max_size", Types.size("1MiB", "1TiB"), "100MiB")
            .atStart()
            .says("At this size the file is renamed and a new one begun.", "この大きさになるとファイル名を変え、新しいファイルを始めます。");

    static final Key<Integer> LOG_KEEP = Key.preset("log.keep", Types.count(1, 20), 10L)
            .atStart()
            .says("How many renamed files stay.", "残す古いログファイルの数。");

    private ServerKeys() {}

    static final Section TOP = Section.top("The server.", "サーバー全体。", HOSTNAME, DATA, TIMEZONE, ADMIN, OWN_ADDRESSES);

    static final Section STORE =
            Section.of("store", "Where mail is kept.", "メールの保存先。", ENGINE, CONTACT_POINTS, KEYSPACE, DATACENTER);

    static final Section TLS = Section.of(
            "tls",
            "The server's certificate. Needed wherever users log in.",
            "サーバー証明書。利用者がログインするサービスに必要です。",
            CERTIFICATE,
            KEY);

    static final Section LISTENER = Section.repeated(
            "listener",
            "One port. At least one is needed.",
            "待ち受けポート。1 つ以上必要です。",
            LISTENER_SERVICE,
            LISTENER_ADDRESS,
            LISTENER_PROXY,
            LISTENER_CONNECTIONS);

    static final Section LOG =
            Section.of("log", "The log.", "ログ。", LOG_FILE, LOG_FORMAT, LOG_LEVEL, LOG_SIZE, LOG_KEEP);
}
