package org.sekisho.qmail;

import java.util.Locale;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.Text;

/// The holes that are looked for, and what is said of them; `%s` is the line in question. ALARM: strangers can
/// send mail through the server to anywhere; WARNING: they gain something, or nobody could tell; NOTE: it may
/// well be right.
public enum HoleKind {
    RCPTHOSTS_MISSING(
            Severity.ALARM,
            new Text(
                    "There is no rcpthosts, so mail for every domain is taken from everybody: an open"
                            + " relay. morercpthosts does not help, it is not looked at then.",
                    "rcpthosts がないため、誰からでもあらゆるドメイン宛てのメールを受け付けます（オ" + "ープンリレー）。この場合 morercpthosts は参照されません。"),
            new Text(
                    "Write the domains you host into rcpthosts now, even before moving.",
                    "移行を待たず、いますぐ自ドメインを rcpthosts に書いてください。")),
    RCPTHOSTS_EMPTY(
            Severity.NOTE,
            new Text(
                    "rcpthosts is there and empty: from outside nothing is taken but addresses without"
                            + " a domain. Safe.",
                    "rcpthosts は存在しますが空です。外部からはドメインなしの宛先しか受け付けません。" + "安全です。"),
            new Text("Nothing, unless mail from outside is missed.", "外部からのメールが届かない場合を除き、対処は不要です。")),
    RCPTHOSTS_UNREADABLE(
            Severity.WARNING,
            new Text(
                    "rcpthosts could not be read, so nobody can say whether this is an open relay.",
                    "rcpthosts を読めないため、オープンリレーかどうか判定できません。"),
            new Text("Read it again as root.", "root 権限で読み直してください。")),
    RCPTHOSTS_DOT(
            Severity.ALARM,
            new Text(
                    "The entry \"%s\" matches a whole top level, or any domain written with a dot at its"
                            + " end: strangers can send to there.",
                    "「%s」はトップレベル全体、または末尾にドットを付けたあらゆるドメインに一致し、" + "第三者がそこへ送信できます。"),
            new Text("Remove the line; list each of your domains.", "この行を削除し、自ドメインを一つずつ書いてください。")),
    RCPTHOSTS_WILDCARD(
            Severity.WARNING,
            new Text(
                    "\"%s\" takes mail for every name below a domain that is not hosted here, and sends" + " it on.",
                    "「%s」は、ここで扱っていないドメインの下のすべての名前宛てを受け付け、中継しま" + "す。"),
            new Text("List the names that exist, or remove the line.", "実在する名前だけを書くか、この行を削除してください。")),
    RCPTHOSTS_OWN_WILDCARD(
            Severity.NOTE,
            new Text(
                    "\"%s\" takes mail for every name below a domain of yours, whether or not it exists.",
                    "「%s」は自ドメインの下のすべての名前宛てを、実在しなくても受け付けます。"),
            new Text("List the names that exist.", "実在する名前だけを書いてください。")),
    RCPTHOSTS_FOREIGN(
            Severity.NOTE,
            new Text(
                    "Mail for %s is taken from everybody and sent on: this server is its backup, or" + " was once.",
                    "%s 宛てのメールを誰からでも受け付けて中継します。このサーバーはそのバックアッ" + "プ MX か、過去にそうだったものです。"),
            new Text(
                    "Remove it if it is no longer yours. Sekisho needs a route for it otherwise.",
                    "もう担当していないなら削除してください。担当中なら Sekisho では経路の設定が必" + "要です。")),
    PERCENTHACK(
            Severity.ALARM,
            new Text(
                    "%s is in percenthack and in rcpthosts: mail to user%elsewhere@%s goes to user@elsewhere,"
                            + " for everybody.",
                    "%s が percenthack と rcpthosts の両方にあるため、user%elsewhere@%s 宛てのメー"
                            + "ルが誰からでも user@elsewhere へ中継されます。"),
            new Text("Remove percenthack. Sekisho has nothing like it.", "percenthack を削除してください。Sekisho に同じ機能はありません。")),
    PERCENTHACK_INSIDE(
            Severity.NOTE,
            new Text(
                    "%s is in percenthack but not taken from outside: only those who may relay can use" + " it.",
                    "%s は percenthack にありますが外部からは受け付けません。中継を許された人だけが" + "使えます。"),
            new Text(
                    "Remove it; one line more in rcpthosts would open the relay.",
                    "削除してください。rcpthosts に一行加わるだけでオープンリレーになります。")),
    TCP_EVERYBODY(
            Severity.ALARM,
            new Text(
                    "\"%s\" gives RELAYCLIENT to everybody whom no other line is about: an open relay.",
                    "「%s」は、ほかの行に該当しない全員に RELAYCLIENT を与えます（オープンリレー）。"),
            new Text(
                    "Write :allow without RELAYCLIENT, and run tcprules.",
                    "RELAYCLIENT のない :allow に直し、tcprules を実行してください。")),
    TCP_WIDE(
            Severity.ALARM,
            new Text(
                    "\"%s\" lets more than a /24 (IPv6: a /48) of the public Internet send to anywhere.",
                    "「%s」は、/24（IPv6 では /48）より広い公開アドレスからの中継を許します。"),
            new Text(
                    "Name only addresses that are yours, or none: people can log in instead.",
                    "自分のアドレスだけを書くか、SMTP 認証に切り替えて行を削除してください。")),
    TCP_PUBLIC(
            Severity.NOTE,
            new Text(
                    "\"%s\" lets public addresses send to anywhere without logging in. One infected machine"
                            + " there is enough.",
                    "「%s」は、公開アドレスからの認証なしの中継を許します。そこにある感染した一台で" + "悪用されます。"),
            new Text(
                    "Check that they are yours still; better, let them log in.",
                    "いまも自分のアドレスか確かめてください。SMTP 認証のほうが安全です。")),
    TCP_PRIVATE(
            Severity.NOTE,
            new Text(
                    "\"%s\" lets a private network send to anywhere without logging in. Behind NAT or"
                            + " containers strangers may seem to come from there.",
                    "「%s」は、プライベートネットワークからの認証なしの中継を許します。NAT やコンテ" + "ナの背後では第三者もそこから来たように見えることがあります。"),
            new Text("Narrow it to the machines that send, or let them log in.", "送信する機器だけに絞るか、SMTP 認証を使ってください。")),
    TCP_LOOPBACK(
            Severity.NOTE,
            new Text(
                    "\"%s\" lets every program on this machine send to anywhere: web forms, hacked CMS"
                            + " and webmail included.",
                    "「%s」は、このマシンのすべてのプログラムに中継を許します。ウェブフォームや改ざん" + "された CMS、ウェブメールも含まれます。"),
            new Text(
                    "Give each program that sends an account of its own with a limit.",
                    "送信するプログラムごとに、上限つきの専用アカウントを作ってください。")),
    TCP_HOSTNAME(
            Severity.ALARM,
            new Text(
                    "\"%s\" trusts a name from DNS. Who owns an address can give it any name.",
                    "「%s」は DNS の逆引き名を信用します。アドレスの持ち主はどんな名前でも付けられ" + "ます。"),
            new Text("Remove the line; name addresses, or let them log in.", "この行を削除し、アドレスで書くか SMTP 認証を使ってください。")),
    TCP_SUFFIX(
            Severity.WARNING,
            new Text(
                    "\"%s\": RELAYCLIENT is not empty, so what it holds is put behind every recipient"
                            + " of these clients.",
                    "「%s」では RELAYCLIENT が空でないため、その値がこのクライアントのすべての宛先" + "の末尾に付きます。"),
            new Text(
                    "Find out what it is for (often a virtual domain that repairs messages). Sekisho"
                            + " has nothing like it.",
                    "何のための設定か確かめてください（メールを修正する仮想ドメインなど）。Sekisho " + "に同じ機能はありません。")),
    TCP_NO_DENY(
            Severity.NOTE,
            new Text(
                    "No line \":deny\" ends the rules, so everybody may connect. For a server that gets"
                            + " mail from the Internet that is right; rcpthosts is then the only gate.",
                    "最後に「:deny」がないため誰でも接続できます。インターネットからメールを受ける" + "サーバーでは正しい設定ですが、rcpthosts が唯一の関門です。"),
            new Text(
                    "Nothing for an MX. If only your own people send through it, end with :deny.",
                    "MX なら対処は不要です。内部専用なら最後に :deny を書いてください。")),
    TCP_UNCLEAR(
            Severity.WARNING,
            new Text(
                    "Not all of the rules could be read%s, so nobody can say whom they let relay.",
                    "規則をすべては読み取れなかったため%s、誰に中継を許しているか判定できません。"),
            new Text(
                    "Look at the lines in the report, and run tcprules on the file.", "報告された行を確かめ、tcprules にかけてください。")),
    TCP_UNKNOWN(
            Severity.NOTE,
            new Text(
                    "No rules of tcpserver were given, so RELAYCLIENT was not looked for.",
                    "tcpserver の規則が指定されていないため、RELAYCLIENT は調べていません。"),
            new Text(
                    "Name the file, usually /etc/tcp.smtp or ~vpopmail/etc/tcp.smtp.",
                    "ファイルを指定してください（多くは /etc/tcp.smtp か ~vpopmail/etc/tcp.smtp）。")),
    ROUTE_ALL(
            Severity.NOTE,
            new Text(
                    "\"%s\" sends all mail to one server, whose owner answers for what leaves here.",
                    "「%s」により、すべてのメールが一つのサーバーへ送られ、ここから出るものの評判は" + "その管理者に及びます。"),
            new Text(
                    "Carried over as a route for all domains; check its password.",
                    "全ドメインの経路として引き継ぎます。パスワードを確かめてください。")),
    CATCHALL_OUTSIDE(
            Severity.WARNING,
            new Text(
                    "\"%s\": mail for addresses that nobody has goes outside, spam included, and this"
                            + " server is blamed for it.",
                    "「%s」により、存在しない宛先へのメールが迷惑メールも含めて外部へ転送され、この" + "サーバーが送信元として扱われます。"),
            new Text("Refuse unknown addresses; forward single ones.", "存在しない宛先は拒否し、必要なアドレスだけを転送してください。"));

    private final Severity severity;
    // Strings: the compiler's check takes a record of another package in an enum for one that may change.
    private final String meaning;
    private final String meaningJapanese;
    private final String remedy;
    private final String remedyJapanese;

    HoleKind(Severity severity, Text meaning, Text remedy) {
        this.severity = severity;
        this.meaning = meaning.en();
        this.meaningJapanese = meaning.ja();
        this.remedy = remedy.en();
        this.remedyJapanese = remedy.ja();
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    Text meaning() {
        return new Text(meaning, meaningJapanese);
    }

    Text remedy() {
        return new Text(remedy, remedyJapanese);
    }
}
