package org.sekisho.config;

import java.time.Duration;

/// The keys that bound what a client may cost.
final class LimitKeys {
    static final Key<Long> MESSAGE_SIZE = Key.preset("limits.message_size", Types.size("64KiB", "2GiB"), "25MiB")
            .says(
                    "The largest message that is taken; SIZE tells it to clients (RFC 1870).",
                    "受け付ける最大のメールサイズ。SIZE 拡張でクライアントに伝えます (RFC 1870)。");

    static final Key<Integer> HEADER_SIZE = Key.preset(
                    "limits.header_size", Types.size("16KiB", "4MiB").then(Math::toIntExact), "128KiB")
            .says("The largest header section, which is held in memory.", "ヘッダー部の最大サイズ (メモリに置かれます)。");

    static final Key<Integer> RECIPIENTS = Key.preset("limits.recipients", Types.count(100, 50_000), 1000L)
            .says("Recipients of one message. RFC 5321 wants at least 100.", "1 通のメールの最大宛先数。RFC 5321 は 100 以上を求めています。");

    static final Key<Integer> RECEIVED_HOPS = Key.preset("limits.received_hops", Types.count(30, 1000), 100L)
            .says(
                    "With more Received fields than this a message is taken for a loop. RFC 5321 wants at least 100.",
                    "Received ヘッダーがこの数を超えるとループとみなします。RFC 5321 は 100 以上を求めています。");

    static final Key<Integer> CONNECTIONS = Key.preset("limits.connections", Types.count(1, 100_000), 4000L)
            .atStart()
            .says("Connections of each listener. More wait until one ends.", "リスナーごとの最大同時接続数。超えた接続は空くまで待ちます。");

    static final Key<Integer> CONNECTIONS_PER_ADDRESS = Key.preset(
                    "limits.connections_per_address", Types.count(1, 100_000), 1200L)
            .atStart()
            .says(
                    "Connections from one IPv4 address or one IPv6 /64. More are refused.",
                    "1 つの IPv4 アドレスまたは IPv6 の /64 からの最大同時接続数。超えた接続は拒否します。");

    static final Key<Integer> IDLE_COMMANDS = Key.preset("limits.commands", Types.count(10, 100_000), 200L)
            .says(
                    "Commands that bring nothing since the last message, before the session is ended.",
                    "メールを渡さないまま続くコマンドの最大数。超えるとセッションを終了します。");

    static final Key<Integer> ERRORS_BEFORE_DELAY = Key.preset("limits.errors_before_delay", Types.count(0, 1000), 10L)
            .says("Wrong commands that are answered at once.", "即座に応答する誤ったコマンドの数。");

    static final Key<Integer> ERRORS = Key.preset("limits.errors", Types.count(1, 1000), 50L)
            .says("Wrong commands before the session is ended.", "セッションを終了するまでの誤ったコマンドの数。");

    static final Key<Duration> ERROR_DELAY = Key.preset("limits.error_delay", Types.time("0s", "10s"), "250ms")
            .says("Added before each answer to a wrong command.", "誤ったコマンドへの応答のたびに加える待ち時間。");

    static final Key<Duration> GREETING_DELAY = Key.preset("limits.greeting_delay", Types.time("0s", "30s"), "0s")
            .says(
                    "How long port 25 waits whether a client talks before it is greeted, as only bad software does.",
                    "ポート 25 でグリーティング前に待つ時間。この間に話し始めるのは不正なソフトウェアだけです。");

    static final Key<Duration> COMMAND_TIMEOUT = Key.preset("limits.command_timeout", Types.time("10s", "1h"), "5m")
            .says(
                    "How long to wait for a command. RFC 5321 wants at least 5 minutes.",
                    "コマンドを待つ時間。RFC 5321 は 5 分以上を求めています。");

    static final Key<Duration> DATA_TIMEOUT = Key.preset("limits.data_timeout", Types.time("10s", "1h"), "3m")
            .says("How long to wait for the next piece of a message.", "メール本文の続きを待つ時間。");

    static final Key<Duration> MESSAGE_TIME = Key.preset("limits.message_time", Types.time("1m", "1d"), "2h")
            .says("How long one message may take.", "1 通のメールの受信にかけられる時間。");

    static final Key<Duration> SESSION_TIME = Key.preset("limits.session_time", Types.time("1m", "1d"), "1h")
            .says("How long a session may last without a message.", "メールを渡さないセッションが続けられる時間。");

    private LimitKeys() {}

    static final Section LIMITS = Section.of(
            "limits",
            "What a client may cost.",
            "クライアントに許す資源の上限。",
            MESSAGE_SIZE,
            HEADER_SIZE,
            RECIPIENTS,
            RECEIVED_HOPS,
            CONNECTIONS,
            CONNECTIONS_PER_ADDRESS,
            IDLE_COMMANDS,
            ERRORS_BEFORE_DELAY,
            ERRORS,
            ERROR_DELAY,
            GREETING_DELAY,
            COMMAND_TIMEOUT,
            DATA_TIMEOUT,
            MESSAGE_TIME,
            SESSION_TIME);
}
