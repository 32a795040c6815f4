package org.sekisho.config;

import java.util.List;
import java.util.Optional;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// The keys that say who is believed, and how far.
final class PolicyKeys {
    private static final int MOST = 10_000_000;
    private static final long MAX_UID = (1L << 32) - 2; // of Linux; the last one means "nobody"

    private static final Type<List<Network>> NETWORKS = Type.listOf(Types.NETWORK);

    static final Key<List<Network>> PENALTY_EXEMPT = Key.preset(
                    "login.penalty_exempt", Type.listOf(Types.NETWORK.then(PolicyKeys::notEverybody)), List.of())
            .with(List.of("127.0.0.0/8"))
            .says(
                    "Addresses that wrong passwords do not slow down, such as a webmail's. Sessions still end.",
                    "パスワード間違いによる遅延を受けないアドレス (ウェブメールなど)。セッションは通常どおり終了します。");

    static final Key<List<Network>> PLAIN_TEXT = Key.preset(
                    "login.plain_text", Type.listOf(Types.NETWORK.then(PolicyKeys::notEverybody)), List.of())
            .with(List.of("127.0.0.1"))
            .atStart()
            .says(
                    "Addresses whose passwords IMAP and POP3 take without TLS, such as a webmail's on this host. Mail is"
                            + " sent with TLS only.",
                    "IMAP と POP3 で TLS なしのパスワードを受け付けるアドレス (このホスト上のウェブメールなど)。" + "メールの送信には常に TLS が必要です。");

    static final Key<Boolean> AUTH_ON_SMTP = Key.preset("login.auth_on_smtp", Types.FLAG, false)
            .atStart()
            .says(
                    "Whether logging in is offered on smtp listeners too. Users belong on the submission listeners"
                            + " (RFC 6409), and passwords are guessed on port 25.",
                    "smtp リスナーでもログインを受け付けるかどうか。利用者は submission を使うべきで (RFC 6409)、" + "ポート 25 ではパスワード総当たりが行われます。");

    static final Key<Boolean> SCRAM = Key.preset("login.scram", Types.FLAG, true)
            .atStart()
            .says(
                    "Whether keys for SCRAM-SHA-256 are kept beside each password's hash.",
                    "パスワードのハッシュとともに SCRAM-SHA-256 の鍵を保存するかどうか。");

    static final Key<Integer> HASH_THREADS = Key.preset("login.hash_threads", Types.count(1, 64), 2L)
            .atStart()
            .says(
                    "Passwords checked at once; each takes 19 MiB and a core for some 30 ms.",
                    "同時に検査するパスワードの数。1 つにつき 19 MiB と 1 コアを約 30 ミリ秒使います。");

    static final Key<Integer> HASH_QUEUE = Key.preset("login.hash_queue", Types.count(1, 10_000), 64L)
            .atStart()
            .says("Logins that may wait for that.", "その順番を待てるログインの数。");

    static final Key<List<Network>> TRUSTED = Key.preset("relay.trusted_networks", NETWORKS, List.of())
            .with(List.of("192.0.2.16/28"))
            .says(
                    "Who may send to anywhere from a smtp listener without logging in: nobody, unless listed here, this"
                            + " machine included. Everybody, wide public networks, and networks with a gateway or a"
                            + " container bridge behind which strangers appear, are refused.",
                    "smtp リスナーからログインなしで外部へ送信できるホスト。ここに書かない限り誰も (このマシン自身も) 送信できません。"
                            + "全アドレス、広い公開ネットワーク、他人の接続がその背後から現れるゲートウェイやコンテナブリッジを含むネットワークは"
                            + "拒否されます。");

    static final Key<Boolean> REFUSE_OWN_SENDERS = Key.preset("relay.refuse_own_senders", Types.FLAG, false)
            .says(
                    "Whether smtp listeners refuse an address of ours as sender from those who have not logged in. A local"
                            + " sender never opens anything; refusing it also refuses forwarded mail and some lists.",
                    "ログインしていない相手が差出人に自ドメインのアドレスを使うことを smtp リスナーで拒否するかどうか。"
                            + "自ドメインの差出人であっても中継は許されません。拒否すると転送メールや一部のメーリングリストも拒否されます。");

    static final Key<List<Network>> PROXY_PROTOCOL = Key.preset("proxy.protocol", NETWORKS, List.of())
            .atStart()
            .with(List.of("192.0.2.10"))
            .says(
                    "Load balancers that tell the client's address by the PROXY protocol, and must.",
                    "PROXY プロトコルでクライアントのアドレスを伝えるロードバランサー (必ず使う必要があります)。");

    static final Key<List<Network>> XCLIENT = Key.preset("proxy.xclient", NETWORKS, List.of())
            .with(List.of("192.0.2.11"))
            .says(
                    "Hosts that may say by XCLIENT for whom they speak, and by XFORWARD where a message came from: they can"
                            + " say any address, so they are as good as trusted.",
                    "XCLIENT で実際のクライアントを、XFORWARD でメールの出所を伝えられるホスト。どのアドレスでも名乗れるため、信頼するネットワークと同等です。");

    static final Key<Optional<Integer>> ACCOUNT_HOUR = budget("account_per_hour", 2000L);
    static final Key<Optional<Integer>> ACCOUNT_DAY = budget("account_per_day", 10_000L);
    static final Key<Optional<Integer>> ALIAS_HOUR = budget("alias_per_hour", 2000L);
    static final Key<Optional<Integer>> ALIAS_DAY = budget("alias_per_day", 10_000L);
    static final Key<Optional<Integer>> UID_HOUR = budget("uid_per_hour", 2000L);
    static final Key<Optional<Integer>> UID_DAY = budget("uid_per_day", 10_000L);
    static final Key<Optional<Integer>> REPORT_HOUR = budget("report_per_hour", 2000L);
    static final Key<Optional<Integer>> REPORT_DAY = budget("report_per_day", 10_000L);
    static final Key<Optional<Integer>> NETWORK_HOUR = budget("network_per_hour", "none");
    static final Key<Optional<Integer>> NETWORK_DAY = budget("network_per_day", "none");

    static final Key<List<Long>> SENDMAIL_UIDS = Key.preset(
                    "local.sendmail_uids", Type.listOf(Types.number(0, MAX_UID)), List.of())
            .with(List.of(33L))
            .says(
                    "Users of this machine, by number (`id -u NAME`), who may use the sendmail command besides root and"
                            + " the server's own.",
                    "root とサーバー自身のほかに sendmail コマンドを使えるこのマシンの利用者 (番号。`id -u 名前` で調べられます)。");

    private PolicyKeys() {}

    private static Key<Optional<Integer>> budget(String name, Object preset) {
        String[] part = name.split("_per_", 2);
        boolean hour = part[1].equals("hour");
        String holder = holder(part[0]);
        return Key.preset("budget." + name, Types.count(1, MOST).orNone(), preset)
                .says(
                        "Recipients outside that " + holder + " may write to in " + (hour ? "an hour." : "a day."),
                        holderJa(part[0]) + "が " + (hour ? "1 時間" : "1 日") + "に送信できる外部宛先の数。");
    }

    private static String holder(String word) {
        return switch (word) {
            case "account" -> "one account";
            case "alias" -> "one alias or forwarding rule";
            case "uid" -> "one user of this machine, by the sendmail command,";
            case "report" -> "the server's own reports and bounces";
            default -> "one trusted network";
        };
    }

    private static String holderJa(String word) {
        return switch (word) {
            case "account" -> "1 つのアカウント";
            case "alias" -> "1 つの別名または転送設定";
            case "uid" -> "このマシンの 1 人の利用者 (sendmail コマンド) ";
            case "report" -> "サーバー自身の通知とエラーメール";
            default -> "1 つの信頼するネットワーク";
        };
    }

    private static Network notEverybody(Network network) {
        if (network.length() == 0) {
            throw new SyntaxError(network + " is everybody");
        }
        return network;
    }

    static final Section LOGIN = Section.of(
            "login",
            "Logging in. Always under TLS.",
            "ログイン。常に TLS の下で行われます。",
            PENALTY_EXEMPT,
            PLAIN_TEXT,
            AUTH_ON_SMTP,
            SCRAM,
            HASH_THREADS,
            HASH_QUEUE);

    static final Section RELAY = Section.of(
            "relay",
            "Who may send to domains that are not ours without logging in.",
            "ログインなしで外部ドメインへ送信できる相手。",
            TRUSTED,
            REFUSE_OWN_SENDERS);

    static final Section PROXY = Section.of(
            "proxy",
            "Who may say that a connection comes from somewhere else. The rules for trusted networks hold here too.",
            "接続元が別のアドレスであると伝えてよいホスト。信頼するネットワークと同じ規則が適用されます。",
            PROXY_PROTOCOL,
            XCLIENT);

    static final Section BUDGET = Section.of(
            "budget",
            "How many recipients outside each may write to; more are put off (451). It stops a stolen password.",
            "それぞれが送信できる外部宛先の数。超えた分は一時的に断ります (451)。盗まれたパスワードの被害を止めます。",
            ACCOUNT_HOUR,
            ACCOUNT_DAY,
            ALIAS_HOUR,
            ALIAS_DAY,
            UID_HOUR,
            UID_DAY,
            REPORT_HOUR,
            REPORT_DAY,
            NETWORK_HOUR,
            NETWORK_DAY);

    static final Section LOCAL = Section.of("local", "Programs on this machine.", "このマシンのプログラム。", SENDMAIL_UIDS);
}
