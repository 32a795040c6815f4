package org.sekisho.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// The keys of domains whose mailboxes are on another server.
final class GatewayKeys {
    /// The words of `gateway.recipients`.
    enum Source {
        CALLOUT,
        LIST,
        ANY
    }

    private static final Type<RouteDomain> GATEWAY_DOMAIN = Type.ofText(
            "a domain (\"example.jp\") or a domain with its subdomains (\".example.jp\")",
            "ドメイン (\"example.jp\")、またはサブドメインを含むドメイン (\".example.jp\")",
            GatewayKeys::domain);

    private static final Type<GatewayServer> SERVER = Type.ofText(
            "\"smtp://host:port\", \"lmtp://host:port\" or \"qmail-queue:/var/qmail/bin/qmail-queue\"",
            "\"smtp://ホスト:ポート\"、\"lmtp://ホスト:ポート\"、または \"qmail-queue:/var/qmail/bin/qmail-queue\"",
            GatewayServer::of);

    static final Key<RouteDomain> DOMAIN = Key.required("gateway.domain", GATEWAY_DOMAIN, "example.jp")
            .says(
                    "Which mail is handed on; the most precise one holds. It must not be hosted here as well.",
                    "引き渡すメールの宛先。最も具体的なものが優先されます。このサーバーで収容しているドメインは指定できません。");

    static final Key<List<GatewayServer>> TO = Key.required(
                    "gateway.to", Type.listOf(SERVER), List.of("smtp://10.0.0.5:25"))
            .says(
                    "Who takes it: tried in this order; a program stands alone. Mail for the domain goes nowhere else.",
                    "引き渡し先。この順に試します (プログラムは単独で指定)。このドメインのメールがほかへ送られることはありません。");

    static final Key<Source> RECIPIENTS = Key.preset("gateway.recipients", Types.choice(Source.class), "callout")
            .says(
                    "How it is known who is there: the server is asked (callout), a file says (list), or everything is"
                            + " taken (any). With any, what the server does not want was taken before, and is lost or"
                            + " bounced to strangers by it.",
                    "宛先の確認方法。引き渡し先に問い合わせる (callout)、ファイルで指定する (list)、すべて受け取る (any)。"
                            + "any では存在しない宛先のメールも受け取ってしまい、引き渡し先が第三者にエラーメールを送る原因になります。");

    static final Key<Optional<Path>> LIST = Key.optional(
                    "gateway.list", Types.PATH, "example.jp.recipients", "none", "なし")
            .says(
                    "For list: a file with an address on each line, or `@example.jp` for all of a domain; `#` begins a"
                            + " comment. Read again when it changes; put a new one in its place by renaming.",
                    "list の場合のファイル。1 行に 1 アドレス、`@example.jp` はドメイン全体、`#` 以降は注釈。"
                            + "変更は自動的に読み込まれます。更新は別名で作ってから名前を変えて行ってください。");

    static final Key<Optional<String>> USERNAME = Key.optional(
                    "gateway.username", Types.TEXT, "sekisho", "no login", "ログインなし")
            .says("Whom to log in as at the server.", "引き渡し先でのログイン名。");

    static final Key<Optional<Path>> PASSWORD = Key.optional(
                    "gateway.password_file", Types.PATH, "gateway.password", "no login", "ログインなし")
            .says("A file whose first line is the password.", "1 行目がパスワードのファイル。");

    static final Key<Settings.RemoteTls> TLS = Key.preset(
                    "gateway.tls", Types.choice(Settings.RemoteTls.class), "opportunistic")
            .says("As delivery.tls, for this server.", "引き渡し先との TLS。値は delivery.tls と同じです。");

    static final Key<Boolean> ANY_LOCAL_PART = Key.preset("gateway.any_local_part", Types.FLAG, false)
            .says(
                    "Whether local parts with `%`, `!`, `|`, `/` or in quotes are handed on. Servers that read them as a"
                            + " way to elsewhere (percenthack, bang paths) relay for everybody through a gateway that"
                            + " does.",
                    "`%`、`!`、`|`、`/` を含むローカル部や引用符で囲まれたローカル部も引き渡すかどうか。"
                            + "これらを経路として解釈するサーバー (percenthack など) が後ろにあると、誰でも中継できてしまいます。");

    static final Key<Duration> TIMEOUT = Key.preset("callout.timeout", Types.time("1s", "2m"), "10s")
            .says("How long an answer may take; after that the client is put off.", "応答を待つ時間。過ぎると相手には一時エラーを返します。");

    static final Key<Optional<Mailbox>> SENDER = Key.optional(
                    "callout.sender", Types.MAILBOX, "postmaster@example.jp", "`<>`", "`<>`")
            .says("What is said in MAIL, for servers that do not take `<>`.", "MAIL で名乗る差出人 (`<>` を受け付けないサーバー用)。");

    static final Key<Duration> GOOD_FOR = Key.preset("callout.good_for", Types.time("1m", "30d"), "24h")
            .says("How long a yes is remembered before it is asked for again.", "「存在する」という応答を記憶する時間。");

    static final Key<Duration> BAD_FOR = Key.preset("callout.bad_for", Types.time("1s", "7d"), "1h")
            .says("How long a no is remembered.", "「存在しない」という応答を記憶する時間。");

    static final Key<Duration> STALE_FOR = Key.preset("callout.stale_for", Types.time("1m", "90d"), "7d")
            .says(
                    "How long a yes still counts while the server cannot be asked.",
                    "引き渡し先に問い合わせできない間、以前の「存在する」という応答を使う期間。");

    static final Key<Integer> CACHE = Key.preset("callout.cache", Types.count(100, 10_000_000), 100_000L)
            .says("Answers remembered at most.", "記憶する応答の最大数。");

    static final Key<Integer> CONCURRENCY = Key.preset("callout.concurrency", Types.count(1, 1000), 5L)
            .says("Questions to one gateway's servers at once.", "1 つの引き渡し先への同時問い合わせ数。");

    static final Key<Integer> UNKNOWN_PER_MINUTE = Key.preset(
                    "callout.unknown_per_minute", Types.count(1, 100_000), 30L)
            .says(
                    "How many addresses that do not exist one client (a /24 or /64) may ask for in a minute; after that"
                            + " it is put off without a question.",
                    "1 つのクライアント (/24 または /64) が 1 分間に問い合わせられる存在しない宛先の数。超えると問い合わせずに一時エラーを返します。");

    static final Key<Boolean> TRUST_ACCEPT_ALL = Key.preset("callout.trust_accept_all", Types.FLAG, true)
            .says(
                    "Whether a yes counts from a server that says yes to an address nobody can have, as qmail-smtpd does."
                            + " It is logged once; a list is better. If not, the client is put off.",
                    "ありえない宛先にも「存在する」と答えるサーバー (qmail-smtpd など) の応答を信じるかどうか。"
                            + "検出するとログに 1 度警告します (list の使用を推奨)。信じない場合は一時エラーを返します。");

    private GatewayKeys() {}

    private static RouteDomain domain(String text) {
        RouteDomain domain = RouteDomain.of(text);
        if (domain instanceof RouteDomain.All) {
            throw new SyntaxError("\"*\" would make this server a relay for every domain there is");
        }
        if (domain instanceof RouteDomain.Within(var top) && top.name().indexOf('.') < 0) {
            throw new SyntaxError("\"" + text + "\" would make this server a relay for every domain below " + text);
        }
        return domain;
    }

    static final Section GATEWAY = Section.repeated(
            "gateway",
            "A domain of ours whose mailboxes are on another server, behind this one.",
            "メールボックスが背後の別のサーバーにある自ドメイン。",
            DOMAIN,
            TO,
            RECIPIENTS,
            LIST,
            USERNAME,
            PASSWORD,
            TLS,
            ANY_LOCAL_PART);

    static final Section CALLOUT = Section.of(
            "callout",
            "How the servers of gateways are asked about recipients.",
            "引き渡し先への宛先の問い合わせ方。",
            TIMEOUT,
            SENDER,
            GOOD_FOR,
            BAD_FOR,
            STALE_FOR,
            CACHE,
            CONCURRENCY,
            UNKNOWN_PER_MINUTE,
            TRUST_ACCEPT_ALL);
}
