package org.sekisho.config;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.SyntaxError;

/// The keys of mailboxes, and of the protocol that shows them.
final class MailboxKeys {
    private static final int MAX_NAME = 80; // characters
    private static final Set<String> TAKEN = Set.of("inbox", "public", "other users");

    /// `sent=Sent`
    private static final Type<Settings.Folder> FOLDER = Type.ofText(
            "use=name with one of drafts, sent, junk, trash, archive, such as \"sent=Sent\"",
            "用途=名前 (用途は drafts, sent, junk, trash, archive。例: \"sent=送信済み\")",
            MailboxKeys::folder);

    private static final Type<String> EXTENSION =
            Type.ofText("the name of an IMAP extension such as \"UIDONLY\"", "IMAP 拡張の名前 (例: \"UIDONLY\")", text -> {
                String name = text.toUpperCase(Locale.ROOT);
                if (!Settings.Imap.EXTENSIONS.contains(name)) {
                    throw new SyntaxError("\"" + text + "\" is not an extension that can be switched off: those are "
                            + String.join(", ", Settings.Imap.EXTENSIONS));
                }
                return name;
            });

    static final Key<Optional<Long>> QUOTA = Key.preset(
                    "mailbox.quota", Types.size("1MiB", "1024TiB").orNone(), "none")
            .atStart()
            .says("What an account may keep, unless it has its own quota.", "個別の指定がないアカウントの保存容量の上限。");

    static final Key<Optional<Integer>> QUOTA_MESSAGES = Key.preset(
                    "mailbox.quota_messages", Types.count(1, Integer.MAX_VALUE).orNone(), "none")
            .atStart()
            .says("How many messages an account may keep, unless it has its own quota.", "個別の指定がないアカウントの保存通数の上限。");

    static final Key<Integer> QUOTA_SOFT = Key.preset("mailbox.quota_soft", Types.count(1, 100), 95L)
            .atStart()
            .says(
                    "How many percent of a quota mail may fill that is delivered. Beyond that it is put off (452), and"
                            + " what is larger than the rest of the quota is refused (552); the rest is for what users"
                            + " file themselves.",
                    "配送されたメールが使ってよい割合 (上限に対する百分率)。これを超えると配送を延期し (452)、残り全体より大きい"
                            + "メールは拒否します (552)。残りは利用者自身が保存・移動するためのものです。");

    static final Key<Duration> KEEP_EXPUNGED = Key.preset("mailbox.keep_expunged", Types.time("0s", "3650d"), "7d")
            .atStart()
            .says(
                    "How long deleted messages and mailboxes can be given back; `0s`: not at all. They do not count"
                            + " against the quota.",
                    "削除されたメールとメールボックスを元に戻せる期間。`0s` なら残しません。保存容量には数えません。");

    static final Key<List<Settings.Folder>> FOLDERS = Key.preset(
                    "mailbox.folders",
                    Type.listOf(FOLDER).then(MailboxKeys::different),
                    List.of("drafts=Drafts", "sent=Sent", "junk=Junk", "trash=Trash", "archive=Archive"))
            .atStart()
            .says(
                    "What an account's list begins with besides INBOX when an IMAP program first looks at it. One that"
                            + " came from another server serves instead; what its owner removes does not come back.",
                    "IMAP で最初に接続したときに INBOX のほかに作るメールボックス。移行元のサーバーから来た同じ用途のものが" + "あればそれを使い、利用者が削除したものは再び作りません。");

    static final Key<List<String>> DISABLE = Key.preset("imap.disable", Type.listOf(EXTENSION), List.of())
            .with(List.of("UIDONLY"))
            .says(
                    "IMAP extensions that no account is offered, for programs that stumble over them; for single"
                            + " accounts there is `account imap`.",
                    "どのアカウントにも提供しない IMAP 拡張。特定の拡張で問題を起こすメールソフトのためのもの。" + "アカウントごとには `account imap` で指定します。");

    static final Key<Duration> NOTICE_INTERVAL = Key.preset("notice.interval", Types.time("1s", "1d"), "1m")
            .says(
                    "How long it takes at least from one notice of an account's new mail to the next; what comes"
                            + " meanwhile is told together.",
                    "同じアカウントの新着通知の間隔の下限。その間に届いた分はまとめて通知します。");

    static final Key<Duration> NOTICE_TIMEOUT = Key.preset("notice.timeout", Types.time("1s", "5m"), "10s")
            .says("How long one attempt to give a notice may take.", "1 回の通知にかけてよい時間。");

    static final Key<Boolean> NOTICE_PROGRAMS = Key.preset("notice.programs", Types.FLAG, false)
            .with(true)
            .says(
                    "Whether `account notice --program` may run programs. They get no arguments, and what is to be told"
                            + " in their environment.",
                    "`account notice --program` によるプログラムの実行を許すかどうか。引数はなく、内容は環境変数で渡します。");

    static final Key<Optional<String>> NOTICE_USER = Key.preset(
                    "notice.program_user",
                    Type.ofText("the name of a user of this machine", "このマシンの利用者名", MailboxKeys::user)
                            .orNone(),
                    "none")
            .says(
                    "The user whom such programs are run as, by runuser(1). A server that runs as root runs none without"
                            + " it.",
                    "そのプログラムを実行する利用者 (runuser(1) による)。root で動くサーバーは、これがなければ実行しません。");

    static final Section NOTICE = Section.of(
            "notice", "Notices of new mail.", "新着通知。", NOTICE_INTERVAL, NOTICE_TIMEOUT, NOTICE_PROGRAMS, NOTICE_USER);

    static final Section MAILBOX =
            Section.of("mailbox", "Mailboxes.", "メールボックス。", QUOTA, QUOTA_MESSAGES, QUOTA_SOFT, KEEP_EXPUNGED, FOLDERS);

    static final Section IMAP = Section.of("imap", "What IMAP programs find.", "IMAP。", DISABLE);

    private MailboxKeys() {}

    private static String user(String text) {
        if (!text.matches("[a-z_][a-z0-9_-]{0,31}") || text.equals("root")) {
            throw new SyntaxError("\"" + text + "\" is not the name of a user, or is root");
        }
        return text;
    }

    private static Settings.Folder folder(String text) {
        int equals = text.indexOf('=');
        String use = text.substring(0, Math.max(equals, 0));
        String name = text.substring(equals + 1);
        if (!name.equals(name.strip())
                || name.isEmpty()
                || name.length() > MAX_NAME
                || name.chars().anyMatch(c -> c == '*' || c == '%' || c == '/')
                || TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new SyntaxError("\"" + name + "\" is not the name of a mailbox");
        }
        for (Settings.Folder.Use each : Settings.Folder.Use.values()) {
            if (Types.word(each).equals(use)) {
                return new Settings.Folder(each, name);
            }
        }
        throw new SyntaxError("\"" + use + "\" is not a use of a mailbox");
    }

    private static List<Settings.Folder> different(List<Settings.Folder> folders) {
        Set<Settings.Folder.Use> uses = EnumSet.noneOf(Settings.Folder.Use.class);
        Set<String> names = new HashSet<>();
        for (Settings.Folder folder : folders) {
            if (!uses.add(folder.use()) || !names.add(folder.name())) {
                throw new SyntaxError("two mailboxes for one use, or one for two");
            }
        }
        return folders;
    }
}
