package org.sekisho.config;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.SyntaxError;

/// The keys of the queue and of what leaves it.
final class SendingKeys {
    static final Key<Duration> FIRST_RETRY = Key.preset("queue.first_retry", Types.time("1s", "1d"), "5m")
            .says("How long after the first failure delivery is tried again.", "最初の配送失敗から再試行までの時間。");

    static final Key<Duration> MAX_RETRY = Key.preset("queue.max_retry", Types.time("1s", "2d"), "4h")
            .says("The longest time between two attempts.", "再試行の間隔の上限。");

    static final Key<Double> FACTOR = Key.preset("queue.factor", Types.decimal(1, 10), 2.0)
            .says("By how much each wait is longer than the one before.", "再試行のたびに間隔を何倍にするか。");

    static final Key<Optional<Duration>> DELAY_WARNING = Key.preset(
                    "queue.delay_warning", Types.time("1m", "30d").orNone(), "4h")
            .says(
                    "After this time the sender is told, once, that a message is still waiting.",
                    "この時間が経っても届かないとき、差出人に一度だけ遅延を知らせます。");

    static final Key<Duration> LIFETIME = Key.preset("queue.lifetime", Types.time("1m", "30d"), "5d")
            .says("After this time a message is given up and bounced.", "この時間が経つと配送を諦め、エラーメールを返します。");

    static final Key<Duration> BOUNCE_LIFETIME = Key.preset("queue.bounce_lifetime", Types.time("1m", "30d"), "2d")
            .says("The same for bounces, which are then dropped.", "エラーメール自体の配送期限。過ぎると破棄します。");

    static final Key<Integer> CONCURRENCY = Key.preset("queue.concurrency", Types.count(1, 10_000), 100L)
            .says("Deliveries to other servers at once.", "他サーバーへの同時配送数。");

    static final Key<Integer> CONCURRENCY_PER_DESTINATION = Key.preset(
                    "queue.concurrency_per_destination", Types.count(1, 1000), 10L)
            .says("Deliveries to one destination at once; fewer while it refuses.", "1 つの宛先への同時配送数の上限。拒否されている間は減らします。");

    static final Key<Settings.Delivery.Family> FAMILY = Key.preset(
                    "delivery.family", Types.choice(Settings.Delivery.Family.class), "ipv6-first")
            .atStart()
            .says("Which addresses of a host are tried, and which first.", "接続に使うアドレスの種類と優先順位。");

    static final Key<Optional<Domain>> HELO = Key.optional(
                    "delivery.helo", Types.DOMAIN, "mx.example.test", "hostname", "hostname の値")
            .atStart()
            .says("What is said in EHLO, when it must differ from hostname.", "EHLO で名乗る名前 (hostname と違う必要がある場合)。");

    static final Key<Optional<InetAddress>> SOURCE_IPV4 = Key.optional(
                    "delivery.source_ipv4",
                    Types.ADDRESS.then(address -> family(address, true)),
                    "192.0.2.25",
                    "the machine's choice",
                    "マシンが選択")
            .atStart()
            .says("The address to send from by IPv4.", "IPv4 での送信元アドレス。");

    static final Key<Optional<InetAddress>> SOURCE_IPV6 = Key.optional(
                    "delivery.source_ipv6",
                    Types.ADDRESS.then(address -> family(address, false)),
                    "2001:db8::25",
                    "the machine's choice",
                    "マシンが選択")
            .atStart()
            .says("The address to send from by IPv6.", "IPv6 での送信元アドレス。");

    static final Key<Settings.RemoteTls> REMOTE_TLS = Key.preset(
                    "delivery.tls", Types.choice(Settings.RemoteTls.class), "opportunistic")
            .says(
                    "TLS with other servers: never; with those that offer it; only with it; only with a good certificate.",
                    "他サーバーとの TLS。使わない (off)、あれば使う (opportunistic)、必須 (required)、正しい証明書も必須 (verified)。");

    static final Key<Duration> CONNECT_TIMEOUT = timeout("connect_timeout", "30s", "a connection", "接続");
    static final Key<Duration> COMMAND_TIMEOUT =
            timeout("command_timeout", "5m", "the answer to a command", "コマンドへの応答");
    static final Key<Duration> DATA_BEGIN_TIMEOUT =
            timeout("data_begin_timeout", "2m", "the answer to DATA", "DATA への応答");
    static final Key<Duration> DATA_BLOCK_TIMEOUT =
            timeout("data_block_timeout", "3m", "each piece of a message to be taken", "本文の一部の送信");
    static final Key<Duration> DATA_END_TIMEOUT =
            timeout("data_end_timeout", "10m", "the answer to the end of a message", "本文終了への応答");
    static final Key<Duration> CONVERSATION_TIME = timeout(
            "conversation_time", "30m", "all of one message together; a large one gets more", "1 通全体 (大きなメールは延長)");

    static final Key<List<InetSocketAddress>> DNS_SERVERS = Key.preset(
                    "dns.servers", Type.listOf(Types.DNS_SERVER), List.of())
            .atStart()
            .with(List.of("127.0.0.1"))
            .says(
                    "Recursive resolvers, asked in this order. Without any, those of /etc/resolv.conf.",
                    "再帰リゾルバー。この順に問い合わせます。なければ /etc/resolv.conf のものを使います。");

    static final Key<Duration> DNS_TIMEOUT = Key.preset("dns.timeout", Types.time("100ms", "1m"), "3s")
            .atStart()
            .says("How long one server may take; doubled in each round.", "1 台のサーバーの応答を待つ時間。巡回のたびに倍になります。");

    static final Key<Integer> DNS_ROUNDS = Key.preset("dns.rounds", Types.count(1, 10), 2L)
            .atStart()
            .says("How often all servers are asked.", "全サーバーに問い合わせる回数。");

    static final Key<Integer> DNS_CACHE = Key.preset("dns.cache", Types.count(0, 10_000_000), 20_000L)
            .atStart()
            .says("Answers remembered at most.", "記憶する応答の最大数。");

    static final Key<Optional<RouteSender>> ROUTE_SENDER = Key.optional(
                    "route.sender", Types.ROUTE_SENDER, "@example.com", "whoever sends it", "差出人を問わない")
            .says(
                    "Whose mail goes this way, by the sender of the envelope. A route with a sender is taken before all"
                            + " routes without one; of several the most precise sender holds, then the most precise"
                            + " domain. Notifications (bounces) have no sender: only \"<>\" is for them. A route"
                            + " never permits anybody to send.",
                    "この経路を使うメールの差出人（エンベロープ）。sender のある経路は、sender のないどの経路よりも優先されます。"
                            + "複数あれば差出人が最も具体的なもの、次に宛先が最も具体的なものを使います。エラー通知には差出人がないため、"
                            + "\"<>\" だけが当てはまります。経路は送信の許可にはなりません。");

    static final Key<Optional<RouteDomain>> ROUTE_DOMAIN = Key.optional(
                    "route.domain",
                    Types.ROUTE_DOMAIN,
                    "*",
                    "\"*\" with a sender; one of the two is needed",
                    "sender があれば \"*\"。どちらかは必要です")
            .says("Which mail goes this way; the most precise one holds.", "この経路を使うメールの宛先。最も具体的なものが優先されます。");

    static final Key<List<HostPort>> ROUTE_VIA = Key.required(
                    "route.via", Type.listOf(Types.SERVER), List.of("smtp.isp.example:587"))
            .says("Where to: tried in this order, without looking at MX records.", "送り先。この順に試し、MX レコードは見ません。");

    static final Key<Optional<String>> ROUTE_USERNAME = Key.optional(
                    "route.username", Types.TEXT, "company", "no login", "ログインなし")
            .says("Whom to log in as.", "ログイン名。");

    static final Key<Optional<Path>> ROUTE_PASSWORD = Key.optional(
                    "route.password_file", Types.PATH, "isp.password", "no login", "ログインなし")
            .says("A file whose first line is the password.", "1 行目がパスワードのファイル。");

    static final Key<Settings.RemoteTls> ROUTE_TLS = Key.preset(
                    "route.tls", Types.choice(Settings.RemoteTls.class), "opportunistic")
            .with("required")
            .says("As delivery.tls, for this way.", "この経路の TLS。値は delivery.tls と同じです。");

    private SendingKeys() {}

    private static InetAddress family(InetAddress address, boolean four) {
        if (address instanceof Inet4Address != four) {
            throw new SyntaxError("an address of the other family");
        }
        return address;
    }

    private static Key<Duration> timeout(String name, String preset, String english, String japanese) {
        return Key.preset("delivery." + name, Types.time("1s", "1d"), preset)
                .says("How long to wait for " + english + ".", japanese + "を待つ時間。");
    }

    static final Section QUEUE = Section.of(
            "queue",
            "Mail that waits. All waits are spread a little at random.",
            "配送待ちのメール。待ち時間には少しばらつきを加えます。",
            FIRST_RETRY,
            MAX_RETRY,
            FACTOR,
            DELAY_WARNING,
            LIFETIME,
            BOUNCE_LIFETIME,
            CONCURRENCY,
            CONCURRENCY_PER_DESTINATION);

    static final Section DELIVERY = Section.of(
            "delivery",
            "Sending to other servers.",
            "他のサーバーへの配送。",
            FAMILY,
            HELO,
            SOURCE_IPV4,
            SOURCE_IPV6,
            REMOTE_TLS,
            CONNECT_TIMEOUT,
            COMMAND_TIMEOUT,
            DATA_BEGIN_TIMEOUT,
            DATA_BLOCK_TIMEOUT,
            DATA_END_TIMEOUT,
            CONVERSATION_TIME);

    static final Section DNS =
            Section.of("dns", "Name servers.", "ネームサーバー。", DNS_SERVERS, DNS_TIMEOUT, DNS_ROUNDS, DNS_CACHE);

    static final Section ROUTE = Section.repeated(
            "route",
            "A fixed way for some mail, for example through the provider's server.",
            "一部のメールの固定経路。プロバイダーのサーバー経由の送信などに使います。",
            ROUTE_DOMAIN,
            ROUTE_SENDER,
            ROUTE_VIA,
            ROUTE_USERNAME,
            ROUTE_PASSWORD,
            ROUTE_TLS);
}
