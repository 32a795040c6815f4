package org.sekisho.postfix;

import java.util.Locale;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.Text;

/// What lets strangers send mail through a Postfix, or nearly; `%s` is what was written. ALARM: they can;
/// WARNING: they gain something, or nobody could tell; NOTE: it may well be right.
enum HoleKind {
    NETWORK_EVERYBODY(
            Severity.ALARM,
            "\"%s\" in mynetworks is everybody: an open relay.",
            "mynetworks の「%s」は全員を意味します（オープンリレー）。",
            "Remove it, and let people log in.",
            "削除し、SMTP 認証を使ってください。"),
    NETWORK_WIDE(
            Severity.ALARM,
            "\"%s\" in mynetworks lets more than a /24 (IPv6: a /48) of the public Internet send to anywhere.",
            "mynetworks の「%s」は、/24（IPv6 では /48）より広い公開アドレスからの中継を許します。",
            "Name only addresses that are yours, or none: people can log in instead.",
            "自分のアドレスだけを書くか、SMTP 認証に切り替えて削除してください。"),
    NETWORK_PUBLIC(
            Severity.NOTE,
            "\"%s\" in mynetworks lets public addresses send to anywhere without logging in. One infected machine there is"
                    + " enough.",
            "mynetworks の「%s」は、公開アドレスからの認証なしの中継を許します。そこにある感染した一台で悪用されます。",
            "Check that they are yours still; better, let them log in.",
            "いまも自分のアドレスか確かめてください。SMTP 認証のほうが安全です。"),
    NETWORK_CONTAINERS(
            Severity.WARNING,
            "\"%s\" in mynetworks holds the usual networks of containers. Behind a container's gateway or a proxy every"
                    + " stranger seems to come from there.",
            "mynetworks の「%s」はコンテナの標準ネットワークを含みます。コンテナのゲートウェイやプロキシの背後では、" + "第三者もそこから来たように見えます。",
            "Trust the one container's address that sends, never the gateway; or let it log in.",
            "送信するコンテナのアドレスだけを許可し、ゲートウェイは含めないでください。SMTP 認証のほうが安全です。"),
    NETWORK_PRIVATE(
            Severity.NOTE,
            "\"%s\" in mynetworks lets a private network send to anywhere without logging in.",
            "mynetworks の「%s」は、プライベートネットワークからの認証なしの中継を許します。",
            "Narrow it to the machines that send, or let them log in.",
            "送信する機器だけに絞るか、SMTP 認証を使ってください。"),
    NETWORK_LOOPBACK(
            Severity.NOTE,
            "\"%s\" in mynetworks lets every program on this machine send to anywhere: web forms, hacked CMS and webmail"
                    + " included; also whoever comes through a proxy or tunnel that ends here.",
            "mynetworks の「%s」は、このマシンのすべてのプログラムに中継を許します。ウェブフォーム、改ざんされた CMS、" + "ウェブメールのほか、ここで終わるプロキシやトンネル経由の接続も含まれます。",
            "Let programs log in, or at least limit them (smtpd_client_message_rate_limit).",
            "プログラムにも SMTP 認証を使わせるか、送信数を制限してください。"),
    NETWORK_UNREAD(
            Severity.WARNING,
            "\"%s\" in mynetworks could not be read here, so nobody can say whom it lets send.",
            "mynetworks の「%s」を読めないため、誰に中継を許しているか判定できません。",
            "Look into it yourself (postmap -q), or write the networks into main.cf.",
            "postmap -q で確かめるか、ネットワークを main.cf に直接書いてください。"),
    NETWORK_STYLE(
            Severity.WARNING,
            "mynetworks is not set and mynetworks_style is \"%s\": the neighbours in the same network may send to anywhere;"
                    + " at a hoster these are strangers.",
            "mynetworks が未設定で mynetworks_style が「%s」のため、同じネットワークの隣人が中継できます。" + "ホスティング環境では第三者です。",
            "Set mynetworks_style = host, or mynetworks.",
            "mynetworks_style = host とするか、mynetworks を設定してください。"),
    OPEN(
            Severity.ALARM,
            "\"%s\" lets everybody through before any rule refuses other domains: an open relay.",
            "「%s」が、他ドメイン宛てを拒否する規則より前に全員を許可しています（オープンリレー）。",
            "Put reject_unauth_destination before it, or remove it.",
            "reject_unauth_destination をその前に置くか、この指定を削除してください。"),
    NO_GUARD(
            Severity.ALARM,
            "Neither smtpd_relay_restrictions nor smtpd_recipient_restrictions refuses mail for other domains (%s).",
            "smtpd_relay_restrictions にも smtpd_recipient_restrictions にも、他ドメイン宛てを拒否する規則がありません (%s)。",
            "Set smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination.",
            "smtpd_relay_restrictions = permit_mynetworks, permit_sasl_authenticated, reject_unauth_destination と"
                    + "設定してください。"),
    ACCESS_FORGED(
            Severity.ALARM,
            "%s says OK before other domains are refused, by what the client says of itself: anybody who says the same sends"
                    + " to anywhere.",
            "%s が、他ドメイン宛てを拒否する前に、相手が自称する値だけで OK を返します。同じ値を名乗れば誰でも中継できます。",
            "Write DUNNO instead of OK, or move the rule behind reject_unauth_destination.",
            "OK を DUNNO にするか、規則を reject_unauth_destination の後ろへ移してください。"),
    ACCESS_WIDE(
            Severity.ALARM,
            "%s says OK to more than a /24 (IPv6: a /48) of the public Internet before other domains are refused.",
            "%s が、他ドメイン宛てを拒否する前に、/24（IPv6 では /48）より広い公開アドレスへ OK を返します。",
            "Write DUNNO instead of OK, or move the rule behind reject_unauth_destination.",
            "OK を DUNNO にするか、規則を reject_unauth_destination の後ろへ移してください。"),
    ACCESS_CLIENT(
            Severity.NOTE,
            "%s says OK to a client before other domains are refused: it sends to anywhere without logging in.",
            "%s が、他ドメイン宛てを拒否する前に特定の接続元へ OK を返します。認証なしで中継できます。",
            "Check that it is yours still.",
            "いまも自分の機器か確かめてください。"),
    ACCESS_RECIPIENT(
            Severity.NOTE,
            "%s says OK to a recipient: mail for it is taken from everybody and sent on.",
            "%s が宛先に対して OK を返します。その宛先へは誰からでも中継されます。",
            "Check that the recipient is yours.",
            "自分の宛先か確かめてください。"),
    ACCESS_UNREAD(
            Severity.WARNING,
            "%s could not be read here; an OK in it, before other domains are refused, opens the relay.",
            "%s を読めません。他ドメイン宛てを拒否する前にこの中で OK が返ると、中継が開きます。",
            "Look into it, or move the rule behind reject_unauth_destination.",
            "内容を確かめるか、規則を reject_unauth_destination の後ろへ移してください。"),
    FOREIGN_WORD(
            Severity.ALARM,
            "\"%s\", before other domains are refused, lets others decide who may send through this server.",
            "他ドメイン宛てを拒否する前の「%s」は、中継の可否を第三者に委ねています。",
            "Move it behind reject_unauth_destination, or remove it.",
            "reject_unauth_destination の後ろへ移すか削除してください。"),
    BACKUP(
            Severity.WARNING,
            "permit_mx_backup takes mail for every domain whose MX names this server, whoever sets that (%s).",
            "permit_mx_backup は、MX にこのサーバーを書いたあらゆるドメイン宛てを受け付けます (%s)。",
            "List the domains in relay_domains instead.",
            "代わりに relay_domains にドメインを列挙してください。"),
    DOMAIN_WIDE(
            Severity.ALARM,
            "\"%s\" in relay_domains is a whole top level, or everything: strangers can send to there.",
            "relay_domains の「%s」はトップレベル全体またはすべてに一致し、第三者がそこへ送信できます。",
            "List each of your domains.",
            "自ドメインを一つずつ書いてください。"),
    DOMAIN_FOREIGN(
            Severity.NOTE,
            "Mail for %s is taken from everybody and sent on (relay_domains): this server is its backup, or was once.",
            "%s 宛てのメールを誰からでも受け付けて中継します (relay_domains)。バックアップ MX か、過去にそうだったものです。",
            "Remove it if it is no longer yours.",
            "もう担当していないなら削除してください。"),
    ROUTING(
            Severity.ALARM,
            "allow_untrusted_routing = %s: strangers send through the server with user%elsewhere@domain.",
            "allow_untrusted_routing = %s: 第三者が user%elsewhere@domain の形で中継できます。",
            "Remove the line.",
            "この行を削除してください。"),
    SMUGGLING(
            Severity.WARNING,
            "smtpd_forbid_bare_newline = %s: a client can hide a second message, with any sender, in one (SMTP smuggling).",
            "smtpd_forbid_bare_newline = %s: 一通の中に任意の差出人のメールを隠せます（SMTP スマグリング）。",
            "Set smtpd_forbid_bare_newline = normalize (Postfix 3.9; also 3.8.5, 3.7.10, 3.6.14, 3.5.24).",
            "smtpd_forbid_bare_newline = normalize と設定してください（3.9 以降、および 3.8.5、3.7.10、3.6.14、3.5.24）。"),
    SMUGGLING_UNSET(
            Severity.WARNING,
            "smtpd_forbid_bare_newline is not set: before Postfix 3.9 a client can hide a second message, with any sender,"
                    + " in one (SMTP smuggling). %s",
            "smtpd_forbid_bare_newline が未設定です。Postfix 3.9 より前では、一通の中に任意の差出人のメールを隠せます" + "（SMTP スマグリング）。%s",
            "Set smtpd_forbid_bare_newline = normalize; see the version with: postconf mail_version",
            "smtpd_forbid_bare_newline = normalize と設定してください。版は postconf mail_version で分かります。"),
    UNKNOWN_TAKEN(
            Severity.WARNING,
            "local_recipient_maps is empty%s: mail for users who do not exist is taken, and returned to forged senders.",
            "local_recipient_maps が空です%s。存在しない利用者宛ても受け取り、偽の差出人へ返送します。",
            "Remove the line.",
            "この行を削除してください。");

    private final Severity severity;
    private final String meaning;
    private final String meaningJa;
    private final String remedy;
    private final String remedyJa;

    HoleKind(Severity severity, String meaning, String meaningJa, String remedy, String remedyJa) {
        this.severity = severity;
        this.meaning = meaning;
        this.meaningJa = meaningJa;
        this.remedy = remedy;
        this.remedyJa = remedyJa;
    }

    /// @param place where it is written
    /// @param what is
    Finding at(String place, String what) {
        return at(place, what, Confidence.CERTAIN);
    }

    Finding at(String place, String what, Confidence confidence) {
        String id = "postfix-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        String found = place + (what.isEmpty() ? "" : ": " + what);
        return new Finding(
                id,
                severity,
                confidence,
                new Text(found, found),
                new Text(meaning, meaningJa).with(what),
                new Text(remedy, remedyJa));
    }
}
