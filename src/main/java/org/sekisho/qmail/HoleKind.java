package org.sekisho.qmail;

import java.util.Locale;

/// The holes that are looked for, and what is said of them; `%s` is the line in question.
public enum HoleKind {
    RCPTHOSTS_MISSING(
            Severity.ALARM,
            new Words(
                    "There is no rcpthosts, so mail for every domain is taken from everybody: an open"
                            + " relay. morercpthosts does not help, it is not looked at then.",
                    "rcpthosts がないため、誰からでもあらゆるドメイン宛てのメールを受け付けます（オ" + "ープンリレー）。この場合 morercpthosts は参照されません。"),
            new Words(
                    "Write the domains you host into rcpthosts now, even before moving.",
                    "移行を待たず、いますぐ自ドメインを rcpthosts に書いてください。")),
    RCPTHOSTS_EMPTY(
            Severity.NOTE,
            new Words(
                    "rcpthosts is there and empty: from outside nothing is taken but addresses without"
                            + " a domain. Safe.",
                    "rcpthosts は存在しますが空です。外部からはドメインなしの宛先しか受け付けません。" + "安全です。"),
            new Words("Nothing, unless mail from outside is missed.", "外部からのメールが届かない場合を除き、対処は不要です。")),
    RCPTHOSTS_UNREADABLE(
            Severity.WARNING,
            new Words(
                    "rcpthosts could not be read, so nobody can say whether this is an open relay.",
                    "rcpthosts を読めないため、オープンリレーかどうか判定できません。"),
            new Words("Read it again as root.", "root 権限で読み直してください。")),
    RCPTHOSTS_DOT(
            Severity.ALARM,
            new Words(
                    "The entry \"%s\" matches a whole top level, or any domain written with a dot at its"
                            + " end: strangers can send to there.",
                    "「%s」はトップレベル全体、または末尾にドットを付けたあらゆるドメインに一致し、" + "第三者がそこへ送信できます。"),
            new Words("Remove the line; list each of your domains.", "この行を削除し、自ドメインを一つずつ書いてください。")),
    RCPTHOSTS_WILDCARD(
            Severity.WARNING,
            new Words(
                    "\"%s\" takes mail for every name below a domain that is not hosted here, and sends" + " it on.",
                    "「%s」は、ここで扱っていないドメインの下のすべての名前宛てを受け付け、中継しま" + "す。"),
            new Words("List the names that exist, or remove the line.", "実在する名前だけを書くか、この行を削除してください。")),
    RCPTHOSTS_OWN_WILDCARD(
            Severity.NOTE,
            new Words(
                    "\"%s\" takes mail for every name below a domain of yours, whether or not it exists.",
                    "「%s」は自ドメインの下のすべての名前宛てを、実在しなくても受け付けます。"),
            new Words("List the names that exist.", "実在する名前だけを書いてください。")),
    RCPTHOSTS_FOREIGN(
            Severity.NOTE,
            new Words(
                    "Mail for %s is taken from everybody and sent on: this server is its backup, or" + " was once.",
                    "%s 宛てのメールを誰からでも受け付けて中継します。このサーバーはそのバックアッ" + "プ MX か、過去にそうだったものです。"),
            new Words(
                    "Remove it if it is no longer yours. Sekisho needs a route for it otherwise.",
                    "もう担当していないなら削除してください。担当中なら Sekisho では経路の設定が必" + "要です。")),
    PERCENTHACK(
            Severity.ALARM,
            new Words(
                    "%s is in percenthack and in rcpthosts: mail to user%elsewhere@%s goes to user@elsewhere,"
                            + " for everybody.",
                    "%s が percenthack と rcpthosts の両方にあるため、user%elsewhere@%s 宛てのメー"
                            + "ルが誰からでも user@elsewhere へ中継されます。"),
            new Words(
                    "Remove percenthack. Sekisho has nothing like it.", "percenthack を削除してください。Sekisho に同じ機能はありません。")),
    PERCENTHACK_INSIDE(
            Severity.NOTE,
            new Words(
                    "%s is in percenthack but not taken from outside: only those who may relay can use" + " it.",
                    "%s は percenthack にありますが外部からは受け付けません。中継を許された人だけが" + "使えます。"),
            new Words(
                    "Remove it; one line more in rcpthosts would open the relay.",
                    "削除してください。rcpthosts に一行加わるだけでオープンリレーになります。")),
    TCP_EVERYBODY(
            Severity.ALARM,
            new Words(
                    "\"%s\" gives RELAYCLIENT to everybody whom no other line is about: an open relay.",
                    "「%s」は、ほかの行に該当しない全員に RELAYCLIENT を与えます（オープンリレー）。"),
            new Words(
                    "Write :allow without RELAYCLIENT, and run tcprules.",
                    "RELAYCLIENT のない :allow に直し、tcprules を実行してください。")),
    TCP_WIDE(
            Severity.ALARM,
            new Words(
                    "\"%s\" lets more than a /24 (IPv6: a /48) of the public Internet send to anywhere.",
                    "「%s」は、/24（IPv6 では /48）より広い公開アドレスからの中継を許します。"),
            new Words(
                    "Name only addresses that are yours, or none: people can log in instead.",
                    "自分のアドレスだけを書くか、SMTP 認証に切り替えて行を削除してください。")),
    TCP_PUBLIC(
            Severity.NOTE,
            new Words(
                    "\"%s\" lets public addresses send to anywhere without logging in. One infected machine"
                            + " there is enough.",
                    "「%s」は、公開アドレスからの認証なしの中継を許します。そこにある感染した一台で" + "悪用されます。"),
            new Words(
                    "Check that they are yours still; better, let them log in.",
                    "いまも自分のアドレスか確かめてください。SMTP 認証のほうが安全です。")),
    TCP_PRIVATE(
            Severity.NOTE,
            new Words(
                    "\"%s\" lets a private network send to anywhere without logging in. Behind NAT or"
                            + " containers strangers may seem to come from there.",
                    "「%s」は、プライベートネットワークからの認証なしの中継を許します。NAT やコンテ" + "ナの背後では第三者もそこから来たように見えることがあります。"),
            new Words("Narrow it to the machines that send, or let them log in.", "送信する機器だけに絞るか、SMTP 認証を使ってください。")),
    TCP_LOOPBACK(
            Severity.NOTE,
            new Words(
                    "\"%s\" lets every program on this machine send to anywhere: web forms, hacked CMS"
                            + " and webmail included.",
                    "「%s」は、この機械のすべてのプログラムに中継を許します。ウェブフォームや改ざん" + "された CMS、ウェブメールも含まれます。"),
            new Words(
                    "Give each program that sends an account of its own with a limit.",
                    "送信するプログラムごとに、上限つきの専用アカウントを作ってください。")),
    TCP_HOSTNAME(
            Severity.ALARM,
            new Words(
                    "\"%s\" trusts a name from DNS. Who owns an address can give it any name.",
                    "「%s」は DNS の逆引き名を信用します。アドレスの持ち主はどんな名前でも付けられ" + "ます。"),
            new Words("Remove the line; name addresses, or let them log in.", "この行を削除し、アドレスで書くか SMTP 認証を使ってください。")),
    TCP_SUFFIX(
            Severity.WARNING,
            new Words(
                    "\"%s\": RELAYCLIENT is not empty, so what it holds is put behind every recipient"
                            + " of these clients.",
                    "「%s」では RELAYCLIENT が空でないため、その値がこのクライアントのすべての宛先" + "の末尾に付きます。"),
            new Words(
                    "Find out what it is for (often a virtual domain that repairs messages). Sekisho"
                            + " has nothing like it.",
                    "何のための設定か確かめてください（メールを修正する仮想ドメインなど）。Sekisho " + "に同じ機能はありません。")),
    TCP_NO_DENY(
            Severity.NOTE,
            new Words(
                    "No line \":deny\" ends the rules, so everybody may connect. For a server that gets"
                            + " mail from the Internet that is right; rcpthosts is then the only gate.",
                    "最後に「:deny」がないため誰でも接続できます。インターネットからメールを受ける" + "サーバーでは正しい設定ですが、rcpthosts が唯一の関門です。"),
            new Words(
                    "Nothing for an MX. If only your own people send through it, end with :deny.",
                    "MX なら対処は不要です。内部専用なら最後に :deny を書いてください。")),
    TCP_UNCLEAR(
            Severity.WARNING,
            new Words(
                    "Not all of the rules could be read%s, so nobody can say whom they let relay.",
                    "規則をすべては読み取れなかったため%s、誰に中継を許しているか判定できません。"),
            new Words(
                    "Look at the lines in the report, and run tcprules on the file.", "報告された行を確かめ、tcprules にかけてください。")),
    TCP_UNKNOWN(
            Severity.NOTE,
            new Words(
                    "No rules of tcpserver were given, so RELAYCLIENT was not looked for.",
                    "tcpserver の規則が指定されていないため、RELAYCLIENT は調べていません。"),
            new Words(
                    "Name the file, usually /etc/tcp.smtp or ~vpopmail/etc/tcp.smtp.",
                    "ファイルを指定してください（多くは /etc/tcp.smtp か ~vpopmail/etc/tcp.smtp）。")),
    ROUTE_ALL(
            Severity.NOTE,
            new Words(
                    "\"%s\" sends all mail to one server, whose owner answers for what leaves here.",
                    "「%s」により、すべてのメールが一つのサーバーへ送られ、ここから出るものの評判は" + "その管理者に及びます。"),
            new Words(
                    "Carried over as a route for all domains; check its password.",
                    "全ドメインの経路として引き継ぎます。パスワードを確かめてください。")),
    CATCHALL_OUTSIDE(
            Severity.WARNING,
            new Words(
                    "\"%s\": mail for addresses that nobody has goes outside, spam included, and this"
                            + " server is blamed for it.",
                    "「%s」により、存在しない宛先へのメールが迷惑メールも含めて外部へ転送され、この" + "サーバーが送信元として扱われます。"),
            new Words("Refuse unknown addresses; forward single ones.", "存在しない宛先は拒否し、必要なアドレスだけを転送してください。"));

    private final Severity severity;
    private final String meaning;
    private final String meaningJapanese;
    private final String remedy;
    private final String remedyJapanese;

    HoleKind(Severity severity, Words meaning, Words remedy) {
        this.severity = severity;
        this.meaning = meaning.english();
        this.meaningJapanese = meaning.japanese();
        this.remedy = remedy.english();
        this.remedyJapanese = remedy.japanese();
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    Words meaning() {
        return new Words(meaning, meaningJapanese);
    }

    Words remedy() {
        return new Words(remedy, remedyJapanese);
    }
}
