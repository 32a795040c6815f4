package org.sekisho.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;

/// The keys of our own blocklist: how it refuses, which rules add to it, who may ask it over the DNS.
final class BlocklistKeys {
    private static final int LONGEST_CONTACT = 80; // characters: it stands in every refusal

    static final Key<Boolean> SUBMISSION = Key.preset("blocklist.submission", Types.FLAG, true)
            .says(
                    "Whether blocked addresses are refused at the submission listeners too, before they log in. Senders and"
                            + " names are not looked at there.",
                    "ブロックしたアドレスを submission リスナーでもログイン前に拒否するかどうか。差出人と名前はそこでは調べません。");

    static final Key<Optional<String>> CONTACT = Key.optional(
                    "blocklist.contact",
                    Types.TEXT.then(BlocklistKeys::contact),
                    "postmaster@example.test",
                    "postmaster at hostname",
                    "postmaster@ホスト名")
            .says(
                    "Whom those can ask who are refused: an address or a page, shown in every refusal. Blocked clients"
                            + " cannot write to an address here, unless their entry says --at rcpt.",
                    "拒否された相手の問い合わせ先 (メールアドレスまたは URL)。すべての拒否応答に表示されます。"
                            + "--at rcpt の項目でない限り、ブロックされたクライアントからここへメールは届きません。");

    static final Key<Settings.BlockRule.Event> EVENT = Key.required(
                    "block_rule.event", Types.choice(Settings.BlockRule.Event.class), "relay-refused")
            .says(
                    "What is counted: mail to outside that was refused, unknown recipients, wrong passwords, clients that"
                            + " speak before they are greeted, what is no command.",
                    "数える出来事: 拒否した外部宛の中継、存在しない宛先、パスワード間違い、挨拶前に話し始めるクライアント、" + "コマンドでないもの。");

    static final Key<Integer> COUNT = Key.required("block_rule.count", Types.count(1, 1_000_000), 20L)
            .says("So many of one client block it.", "1 つのクライアントについてこの数に達するとブロックします。");

    static final Key<Duration> WITHIN = Key.preset("block_rule.within", Types.time("1s", "1d"), "10m")
            .says("Within so long, from the first one on.", "数える期間 (最初の 1 回から)。");

    static final Key<Duration> DURATION = Key.preset("block_rule.duration", Types.time("1m", "365d"), "1d")
            .says("How long the entry holds.", "項目の有効期間。");

    static final Key<List<Domain>> ZONES = Key.preset("dnsbl.zones", Type.listOf(Types.DOMAIN), List.of())
            .with(List.of("bl.example.test"))
            .says(
                    "The names under which the list is asked for; all have the same entries. At least one is needed where"
                            + " there is a dnsbl listener.",
                    "リストを問い合わせるときのゾーン名。内容はすべて同じです。dnsbl リスナーがあれば 1 つ以上必要です。");

    static final Key<Optional<Domain>> NAME_SERVER = Key.optional(
                    "dnsbl.name_server", Types.DOMAIN, "ns.example.test", "hostname", "hostname の値")
            .says("The name of the zone's server, for NS and SOA.", "ゾーンのネームサーバー名 (NS と SOA に使います)。");

    static final Key<Optional<Mailbox>> ZONE_CONTACT = Key.optional(
                    "dnsbl.contact",
                    Types.MAILBOX,
                    "hostmaster@example.test",
                    "hostmaster at hostname",
                    "hostmaster@ホスト名")
            .says("Who answers for the zone, for SOA.", "ゾーンの責任者 (SOA に使います)。");

    static final Key<Duration> TTL = Key.preset("dnsbl.ttl", Types.time("1s", "1d"), "5m")
            .says("How long others may remember an answer.", "答えを記憶してよい時間。");

    static final Key<List<Network>> MAY_ASK = Key.preset(
                    "dnsbl.networks", Type.listOf(Types.NETWORK), List.of("127.0.0.0/8", "::1"))
            .says("Who may ask; all others are refused.", "問い合わせてよいネットワーク。ほかはすべて拒否します。");

    static final Key<Integer> PER_SECOND = Key.preset("dnsbl.queries_per_second", Types.count(1, 1_000_000), 200L)
            .says(
                    "Queries of one address (IPv6: one /64) that are answered in a second; more are dropped.",
                    "1 つのアドレス (IPv6 では /64) から 1 秒間に答える問い合わせの数。超えた分は捨てます。");

    private BlocklistKeys() {}

    private static String contact(String text) {
        if (text.length() > LONGEST_CONTACT || text.chars().anyMatch(c -> c < ' ' || c > 126)) {
            throw new SyntaxError("a contact has at most " + LONGEST_CONTACT + " ASCII characters");
        }
        return text;
    }

    static final Section BLOCKLIST = Section.of(
            "blocklist",
            "Our own blocklist: how it refuses. Its entries are made with the block command and by [[block_rule]].",
            "自前のブロックリストの動作。項目は block コマンドと [[block_rule]] で作られます。",
            SUBMISSION,
            CONTACT);

    static final Section RULE = Section.repeated(
            "block_rule",
            "One rule that blocks clients by itself. None unless written. Loopback, trusted and exempt networks, our own"
                    + " addresses and those excepted with block allow are never blocked by a rule.",
            "クライアントを自動的にブロックする規則。書かない限りありません。ループバック、信頼するネットワーク、遅延を免除した"
                    + "アドレス、自分のアドレス、block allow で除外したものは規則ではブロックされません。",
            EVENT,
            COUNT,
            WITHIN,
            DURATION);

    static final Section DNSBL = Section.of(
            "dnsbl",
            "The blocklist as a DNS zone (RFC 5782), answered by listeners with service = \"dnsbl\".",
            "DNS ゾーンとしてのブロックリスト (RFC 5782)。service = \"dnsbl\" のリスナーが答えます。",
            ZONES,
            NAME_SERVER,
            ZONE_CONTACT,
            TTL,
            MAY_ASK,
            PER_SECOND);
}
