package org.sekisho.config;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// The keys of what the server checks about itself.
final class AuditKeys {
    private static final String OFF = "off";

    static final Key<Optional<Duration>> BLOCKLISTS = Key.preset("audit.blocklists", off(Types.time("1h", "30d")), "1d")
            .says(
                    "How often public DNS blocklists are asked for this server's addresses and domains. The"
                            + " administrator gets mail when a list begins or ceases to list one.",
                    "公開 DNS ブロックリストにこのサーバーのアドレスとドメインを問い合わせる間隔。" + "新たに登録されたとき、登録が消えたときに管理者へメールで知らせます。");

    static final Key<List<InetAddress>> ADDRESSES = Key.preset(
                    "audit.addresses", Type.listOf(Types.ADDRESS.then(AuditKeys::onThePublicInternet)), List.of())
            .with(List.of("203.0.114.25"))
            .says(
                    "Addresses that others see this server send from, besides the public ones of its interfaces: those of a"
                            + " NAT or a smarthost.",
                    "NAT やスマートホストなど、ネットワークインターフェースの公開アドレス以外で、" + "相手から見たこのサーバーの送信元となるアドレス。");

    static final Key<List<Domain>> DOMAINS = Key.preset("audit.domains", Type.listOf(Types.DOMAIN), List.of())
            .with(List.of("example.jp"))
            .says(
                    "Domains to ask for besides the hosted ones and the name said in EHLO.",
                    "ホストしているドメインと EHLO で名乗る名前のほかに問い合わせるドメイン。");

    static final Key<Duration> ACTIVITY = Key.preset("audit.activity", Types.time("1d", "90d"), "8d")
            .says(
                    "How long it is remembered who sent how much where to, by the hour.",
                    "誰がどこへどれだけ送ったか (1 時間ごとの集計) を保存する期間。");

    static final Key<Optional<Duration>> NETWORK_AFTER = Key.preset(
                    "audit.network_after", off(Types.time("1s", "1d")), "30s")
            .says(
                    "How long after the start, and after a change of these settings, the server tries on its own listeners"
                            + " what relay testers try; then daily.",
                    "起動後および設定変更後、自分のリスナーに対して中継テストを実際に行うまでの時間。その後は毎日行います。");

    private AuditKeys() {}

    private static InetAddress onThePublicInternet(InetAddress address) {
        if (!Network.isPublic(address)) {
            throw new SyntaxError(IpAddress.print(address) + " is not a public address: no list holds it");
        }
        return address;
    }

    private static <T> Type<Optional<T>> off(Type<T> type) {
        return Type.of(
                type.english() + ", or \"" + OFF + "\"",
                type.japanese() + "。または \"" + OFF + "\"",
                raw -> raw.equals(OFF) ? Optional.empty() : Optional.of(type.read(raw)));
    }

    static final Section AUDIT = Section.of(
            "audit",
            "What the server checks about itself, and remembers of what it sent.",
            "サーバー自身の検査と、送信の記録。",
            BLOCKLISTS,
            ADDRESSES,
            DOMAINS,
            ACTIVITY,
            NETWORK_AFTER);
}
