package org.sekisho.doctor;

import static org.sekisho.doctor.Wording.number;
import static org.sekisho.doctor.Wording.percent;
import static org.sekisho.doctor.Wording.text;

/// Says who is responsible.
/// @param log for how others take what a suspect sends
record SuspectFinding(Software software, LogFacts log) {
    private static final double ALARM_SHARE = 0.5; // more than all others together
    private static final long ALARM_MESSAGES = 1000; // no person's own mail gets stuck in such numbers
    private static final long ENOUGH = 100; // attempts; fewer say nothing of how mail is taken
    private static final double WELL_TAKEN = 0.1; // failed or put off; spam is refused far more often
    private static final double TROUBLE = 0.3; // failed or put off; greylisting alone stays below

    private static final Text NEWSLETTER = text(
            "Others take nearly all of it: a newsletter or a list, most likely, whose rest waits for a few servers.",
            "相手はほぼすべて受け取っている。メールマガジンや配信リストの残りが一部のサーバーを待っているものと思われる。");
    private static final Text NOTHING = text("Nothing, if you know it.", "把握していれば対処は不要。");

    Finding ofMessages(Suspect suspect) {
        boolean alarm = suspect.share() >= ALARM_SHARE || suspect.count() >= ALARM_MESSAGES;
        boolean wellTaken = isWellTaken(suspect);
        String share = percent(suspect.share());
        String count = number(suspect.count());
        String total = number(suspect.total());
        Text who = who(suspect);
        return new Finding(
                "responsible",
                wellTaken ? Severity.NOTE : alarm ? Severity.ALARM : Severity.WARNING,
                confidence(suspect.kind(), suspect.authenticated()),
                text(
                        who.en() + " has " + count + " of the " + total + " messages in the queue (" + share + ")"
                                + detail(suspect).en(),
                        who.ja() + "がキュー内の " + total + " 通のうち " + count + " 通 (" + share + ") を占めている"
                                + detail(suspect).ja()),
                wellTaken ? NEWSLETTER : meaning(suspect.kind(), suspect.authenticated()),
                wellTaken ? NOTHING : advice(suspect.kind()));
    }

    /// Few messages to many: as likely a mailing list as spam.
    Finding ofRecipients(Suspect suspect) {
        boolean wellTaken = isWellTaken(suspect);
        String share = percent(suspect.share());
        String count = number(suspect.count());
        Text who = who(suspect);
        return new Finding(
                "recipients",
                wellTaken || suspect.kind() == Origin.Kind.LIST ? Severity.NOTE : Severity.WARNING,
                Confidence.POSSIBLE,
                text(
                        who.en() + " has " + count + " of the recipients still to be served (" + share + ")",
                        "未配送の宛先のうち " + count + " 件 (" + share + ") が" + who.ja() + "のもの"),
                wellTaken
                        ? NEWSLETTER
                        : text(
                                "A few messages go to very many: a mailing list or a newsletter, or spam.",
                                "少数のメールが非常に多くの宛先に送られている。メーリングリストやメールマガジンか、スパムである。"),
                wellTaken
                        ? NOTHING
                        : text(
                                "Ask whoever it belongs to whether they sent it. If not: "
                                        + advice(suspect.kind()).en(),
                                "本人に送信した覚えがあるかを確かめる。なければ: "
                                        + advice(suspect.kind()).ja()));
    }

    /// Of what the log has of it, whatever is left in the queue.
    Finding ofLog(Responsible responsible, Outcomes outcomes, long total) {
        boolean trouble = outcomes.trouble() >= TROUBLE;
        String share = percent((double) outcomes.attempts() / total);
        String numbers =
                number(outcomes.success()) + " / " + number(outcomes.failure()) + " / " + number(outcomes.deferral());
        Text who = who(responsible, true);
        return new Finding(
                "log-responsible",
                trouble ? Severity.ALARM : Severity.NOTE,
                confidence(responsible.kind(), true),
                text(
                        who.en() + " has " + share + " of the deliveries elsewhere in the log (success / failure /"
                                + " deferral: " + numbers + ")",
                        who.ja() + "がログ中の外部への配送の " + share + " を占める（成功 / 失敗 / 延期: " + numbers + "）"),
                trouble
                        ? meaning(responsible.kind(), true)
                        : text(
                                "Others take it: a list or a newsletter, most likely.",
                                "相手は受け取っている。配信リストやメールマガジンと思われる。"),
                trouble ? advice(responsible.kind()) : NOTHING);
    }

    private boolean isWellTaken(Suspect suspect) {
        Outcomes outcomes = log.conduct().get(new Responsible(suspect.kind(), suspect.name()));
        if (outcomes == null) {
            outcomes = log.senders().getOrDefault("<" + suspect.name() + ">", Outcomes.NONE);
        }
        return outcomes.attempts() >= ENOUGH && outcomes.trouble() < WELL_TAKEN;
    }

    private static Text detail(Suspect suspect) {
        if (suspect.credentials().isEmpty()) {
            return text("", "");
        }
        String names = String.join(", ", suspect.credentials());
        return text("; by the app password " + names, "（アプリパスワード: " + names + "）");
    }

    private static Confidence confidence(Origin.Kind kind, boolean authenticated) {
        return switch (kind) {
            case USER -> authenticated ? Confidence.LIKELY : Confidence.POSSIBLE;
            case LIST, SCRIPT, CLIENT -> Confidence.LIKELY;
            case UID -> Confidence.POSSIBLE; // a filter before the queue has all mail under its uid
        };
    }

    private static Text who(Suspect suspect) {
        return who(new Responsible(suspect.kind(), suspect.name()), suspect.authenticated());
    }

    private static Text who(Responsible who, boolean authenticated) {
        String name = who.name();
        return switch (who.kind()) {
            case USER ->
                authenticated
                        ? text("The account " + name, "アカウント " + name + " ")
                        : text("The login " + name, "ログイン名 " + name + " ");
            case LIST -> text("The list or alias " + name, "リスト・転送 " + name + " ");
            case SCRIPT ->
                name.contains(".php")
                        ? text("The PHP script " + name, "PHP スクリプト " + name + " ")
                        : text("The program " + name, "プログラム " + name + " ");
            case CLIENT -> text("The client " + name, "接続元 " + name + " ");
            case UID -> text("The system user with uid " + name, "uid " + name + " のシステムユーザー");
        };
    }

    private static Text meaning(Origin.Kind kind, boolean authenticated) {
        return switch (kind) {
            case USER ->
                authenticated
                        ? text(
                                "Its password is known to a spammer, or it sends a newsletter.",
                                "パスワードがスパム送信者に漏れているか、大量の案内メールを送っている。")
                        : text(
                                "If this is a login of this server, its password is known to a spammer. The trace does not"
                                        + " say that it was checked; it may be what the client's ident server answered.",
                                "このサーバーのログイン名なら、パスワードがスパム送信者に漏れている。ただし認証済みとは記録されておらず、" + "接続元の ident の応答かもしれない。");
            case LIST ->
                text(
                        "What comes to this address is sent on to others, spam included, and they hold it against this server.",
                        "このアドレスに届くメールが（スパムも含めて）外部へ転送され、このサーバーの評価を下げている。");
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

    private Text advice(Origin.Kind kind) {
        Practice practice = software.practice();
        return switch (kind) {
            case USER ->
                text(
                        "Change its password now and end its sessions; then "
                                + practice.read().en() + " and "
                                + practice.remove().en()
                                + ". Ask whether its computer is infected.",
                        "直ちにパスワードを変更し、接続を切る。その後、" + practice.read().ja() + "。"
                                + practice.remove().ja() + "。利用者の端末の感染も確かめる。");
            case LIST ->
                text(
                        "Forward only what the spam filter lets pass, or keep a mailbox here instead; ask its owner who posts to it.",
                        "スパムフィルターを通ったものだけを転送するか、転送をやめてメールボックスにする。投稿者を管理者に確かめる。");
            case SCRIPT ->
                text(
                        "Take the script out of reach of the web server now, keep a copy, look at the access log for who calls"
                                + " it, and update the application it belongs to.",
                        "直ちにスクリプトをウェブから見えない場所へ移し（控えを残す）、アクセスログで呼び出し元を調べ、アプリケーションを更新する。");
            case CLIENT ->
                text(
                        "Close port 25 and 587 for this address, and "
                                + practice.trusted().en() + ". If it is a machine of yours, take it off the network.",
                        "このアドレスからの 25・587 番ポートを塞ぎ、" + practice.trusted().ja() + "。社内の端末ならネットワークから外す。");
            case UID ->
                text(
                        "See who it is (getent passwd) and what runs (ps -u), its crontab and web sites; stop what sends.",
                        "getent passwd で誰かを確かめ、ps -u で動作中のプログラム、crontab、ウェブサイトを調べ、送信しているものを止める。");
        };
    }
}
