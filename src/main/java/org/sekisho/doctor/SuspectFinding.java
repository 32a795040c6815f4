package org.sekisho.doctor;

import static org.sekisho.doctor.Wording.number;
import static org.sekisho.doctor.Wording.percent;
import static org.sekisho.doctor.Wording.text;

/// Says who is responsible.
final class SuspectFinding {
    private static final double ALARM_SHARE = 0.5; // more than all others together
    private static final long ALARM_MESSAGES = 1000; // no person's own mail gets stuck in such numbers

    private SuspectFinding() {}

    static Finding ofMessages(Suspect suspect) {
        boolean alarm = suspect.share() >= ALARM_SHARE || suspect.count() >= ALARM_MESSAGES;
        String share = percent(suspect.share());
        String count = number(suspect.count());
        String total = number(suspect.total());
        return new Finding(
                "responsible",
                alarm ? Severity.ALARM : Severity.WARNING,
                confidence(suspect),
                text(
                        who(suspect).en() + " has " + count + " of the " + total + " messages in the queue (" + share
                                + ")",
                        who(suspect).ja() + "がキュー内の " + total + " 通のうち " + count + " 通 (" + share + ") を占めている"),
                meaning(suspect),
                advice(suspect));
    }

    /// Few messages to many: as likely a mailing list as spam.
    static Finding ofRecipients(Suspect suspect) {
        String share = percent(suspect.share());
        String count = number(suspect.count());
        return new Finding(
                "recipients",
                Severity.WARNING,
                Confidence.POSSIBLE,
                text(
                        who(suspect).en() + " has " + count + " of the recipients still to be served (" + share + ")",
                        "未配送の宛先のうち " + count + " 件 (" + share + ") が"
                                + who(suspect).ja() + "のもの"),
                text(
                        "A few messages go to very many: a mailing list or a newsletter, or spam.",
                        "少数のメールが非常に多くの宛先に送られている。メーリングリストやメールマガジンか、スパムである。"),
                text(
                        "Ask whoever it belongs to whether they sent it. If not: "
                                + advice(suspect).en(),
                        "本人に送信した覚えがあるかを確かめる。なければ: " + advice(suspect).ja()));
    }

    private static Confidence confidence(Suspect suspect) {
        return switch (suspect.kind()) {
            case USER -> suspect.authenticated() ? Confidence.LIKELY : Confidence.POSSIBLE;
            case SCRIPT, CLIENT -> Confidence.LIKELY;
            case UID -> Confidence.POSSIBLE; // a filter before the queue has all mail under its uid
        };
    }

    private static Text who(Suspect suspect) {
        String name = suspect.name();
        return switch (suspect.kind()) {
            case USER ->
                suspect.authenticated()
                        ? text("The account " + name, "アカウント " + name + " ")
                        : text("The login " + name, "ログイン名 " + name + " ");
            case SCRIPT -> text("The PHP script " + name, "PHP スクリプト " + name + " ");
            case CLIENT -> text("The client " + name, "接続元 " + name + " ");
            case UID -> text("The system user with uid " + name, "uid " + name + " のシステムユーザー");
        };
    }

    private static Text meaning(Suspect suspect) {
        return switch (suspect.kind()) {
            case USER ->
                suspect.authenticated()
                        ? text(
                                "Its password is known to a spammer, or it sends a newsletter.",
                                "パスワードがスパム送信者に漏れているか、大量の案内メールを送っている。")
                        : text(
                                "If this is a login of this server, its password is known to a spammer. The trace does not"
                                        + " say that it was checked; it may be what the client's ident server answered.",
                                "このサーバーのログイン名なら、パスワードがスパム送信者に漏れている。ただし認証済みとは記録されておらず、" + "接続元の ident の応答かもしれない。");
            case SCRIPT ->
                text(
                        "A web page sends mail for strangers: a form without protection, or a file that an intruder put there.",
                        "ウェブページが第三者のメールを送っている。保護のないフォームか、侵入者が置いたファイルである。");
            case CLIENT ->
                text(
                        "This address may send through the server without a login, or with one that the trace does not"
                                + " name: an infected machine, a relay rule that is too wide, or webmail if it is this machine.",
                        "このアドレスはログインなしで（または記録に残らないログインで）送信できる。感染した端末、広すぎる中継許可、" + "このサーバー自身ならウェブメールが考えられる。");
            case UID ->
                text(
                        "A program of this user sends: a web application, a cron job, a cracked shell account. If it is"
                                + " the user of a mail filter, all mail bears its uid and this says nothing.",
                        "このユーザーのプログラムが送信している。ウェブアプリ、cron、乗っ取られたシェルアカウントなど。"
                                + "メールフィルターのユーザーなら全メールがこの uid になるので、意味はない。");
        };
    }

    private static Text advice(Suspect suspect) {
        return switch (suspect.kind()) {
            case USER ->
                text(
                        "Change its password now and end its sessions; then read one of its messages and remove the rest"
                                + " from the queue with qmail-send stopped. Ask whether its computer is infected.",
                        "直ちにパスワードを変更し、接続を切る。その後一通を読んで確認し、qmail-send を止めてから残りをキューから削除する。" + "利用者の端末の感染も確かめる。");
            case SCRIPT ->
                text(
                        "Take the script out of reach of the web server now, keep a copy, look at the access log for who calls"
                                + " it, and update the application it belongs to.",
                        "直ちにスクリプトをウェブから見えない場所へ移し（控えを残す）、アクセスログで呼び出し元を調べ、アプリケーションを更新する。");
            case CLIENT ->
                text(
                        "Close port 25 and 587 for this address, and look in tcp.smtp for a RELAYCLIENT that covers it. If it is a"
                                + " machine of yours, take it off the network.",
                        "このアドレスからの 25・587 番ポートを塞ぎ、tcp.smtp に該当する RELAYCLIENT がないか調べる。" + "社内の端末ならネットワークから外す。");
            case UID ->
                text(
                        "See who it is (getent passwd) and what runs (ps -u), its crontab and web sites; stop what sends.",
                        "getent passwd で誰かを確かめ、ps -u で動作中のプログラム、crontab、ウェブサイトを調べ、送信しているものを止める。");
        };
    }
}
