package org.sekisho.doctor;

import static org.sekisho.doctor.Wording.number;
import static org.sekisho.doctor.Wording.percent;
import static org.sekisho.doctor.Wording.text;
import static org.sekisho.doctor.Wording.top;

import java.util.ArrayList;
import java.util.List;

/// What a log says.
final class LogDiagnosis {
    private static final long FEW = 100; // fewer make no share worth judging
    private static final double HIGH_FAILURE = 0.2; // addresses people write to by hand fail far more rarely
    private static final double VERY_HIGH_FAILURE = 0.5; // bought or guessed addresses, or everyone refuses us
    private static final double MOST = 0.5;
    private static final long SENDER_ATTEMPTS = 500; // to speak of one sender
    private static final double SENDER_SHARE = 0.2;
    private static final double SENDER_TROUBLE = 0.3; // failed or put off; greylisting alone stays below
    private static final long SEVERAL = 5; // replies; one or two may be a mistake of theirs
    private static final long MANY = 20; // replies; several servers, or one that means it

    private final LogFacts log;
    private final Software software;
    private final Practice practice;
    private final List<Finding> findings = new ArrayList<>();

    LogDiagnosis(Facts facts) {
        this.log = facts.log();
        this.software = facts.software();
        this.practice = software.practice();
    }

    List<Finding> findings() {
        if (log.lines() == 0 && log.strange() > 0) {
            findings.add(new Finding(
                    "not-a-log",
                    Severity.WARNING,
                    Confidence.CERTAIN,
                    text(
                            "None of " + number(log.strange()) + " lines of the log is one of " + software.title(),
                            "ログの " + number(log.strange()) + " 行に " + software.title() + " の行が一つもない"),
                    text("It is another log, so it says nothing.", "別のログなので、何も判断できない。"),
                    practice.logs()));
        }
        failures();
        if (!conduct()) {
            senders();
        }
        refused();
        log.blocked().forEach(this::blocked);
        saturation();
        return findings;
    }

    private void failures() {
        Outcomes remote = log.remote();
        if (remote.ended() < FEW) {
            return;
        }
        double ratio = remote.failureRatio();
        Severity severity =
                ratio >= VERY_HIGH_FAILURE ? Severity.ALARM : ratio >= HIGH_FAILURE ? Severity.WARNING : Severity.FINE;
        String numbers =
                number(remote.success()) + " / " + number(remote.failure()) + " / " + number(remote.deferral());
        findings.add(new Finding(
                "failure-ratio",
                severity,
                Confidence.CERTAIN,
                text(
                        percent(ratio) + " of the recipients elsewhere were refused (success / failure / deferral: "
                                + numbers + ")",
                        "外部宛の " + percent(ratio) + " が拒否された（成功 / 失敗 / 延期: " + numbers + "）"),
                severity == Severity.FINE
                        ? text("Usual.", "通常。")
                        : text(
                                "The addresses are bought or guessed, or other servers refuse whatever comes from here.",
                                "宛先が購入・推測されたものか、このサーバーからのメール全般が拒否されている。"),
                severity == Severity.FINE
                        ? text("Nothing.", "対処は不要。")
                        : text(
                                "Look at the senders and replies below; the busiest destinations: "
                                        + top(log.destinations(), Outcomes::attempts),
                                "以下の差出人と返答を確かめる。多い宛先: " + top(log.destinations(), Outcomes::attempts))));
    }

    /// Says of whoever has sent much whether others took it.
    /// @return false when only envelope senders are known
    private boolean conduct() {
        long total = log.remote().attempts();
        boolean known = false;
        for (var each : log.conduct().entrySet()) {
            Responsible who = each.getKey();
            Outcomes outcomes = each.getValue();
            if (who.kind() != Origin.Kind.UID || software != Software.QMAIL) { // there nearly all mail has one uid
                known = true;
                if (outcomes.attempts() >= SENDER_ATTEMPTS && outcomes.attempts() >= SENDER_SHARE * total) {
                    findings.add(new SuspectFinding(software, log).ofLog(who, outcomes, total));
                }
            }
        }
        return known;
    }

    private void refused() {
        if (log.refused() >= FEW) {
            findings.add(new Finding(
                    "refused",
                    Severity.NOTE,
                    Confidence.CERTAIN,
                    text(
                            number(log.refused()) + " times strangers were told no before anything was taken; most by "
                                    + top(log.refusedClients(), count -> count),
                            "受信前に拒否した回数は " + number(log.refused()) + "。多い接続元: "
                                    + top(log.refusedClients(), count -> count)),
                    text(
                            "Spammers try every server; that they are refused is as it should be.",
                            "スパム送信者はどのサーバーにも試す。拒否できているのは正常である。"),
                    text("Nothing.", "対処は不要。")));
        }
    }

    /// A sender can be forged, but whoever forges uses the same one or a new one each time; the same one shows.
    private void senders() {
        long total = log.remote().attempts();
        log.senders().forEach((sender, outcomes) -> {
            boolean outstanding = outcomes.attempts() >= SENDER_ATTEMPTS && outcomes.attempts() >= SENDER_SHARE * total;
            if (outstanding && !sender.equals("<>")) {
                sender(sender, outcomes, total);
            }
        });
    }

    private void sender(String sender, Outcomes outcomes, long total) {
        boolean trouble = outcomes.failure() + outcomes.deferral() >= SENDER_TROUBLE * outcomes.attempts();
        String share = percent((double) outcomes.attempts() / total);
        String numbers =
                number(outcomes.success()) + " / " + number(outcomes.failure()) + " / " + number(outcomes.deferral());
        findings.add(new Finding(
                "log-sender",
                trouble ? Severity.ALARM : Severity.NOTE,
                Confidence.POSSIBLE,
                text(
                        sender + " has " + share + " of the deliveries elsewhere (success / failure / deferral: "
                                + numbers + ")",
                        sender + " が外部への配送の " + share + " を占める（成功 / 失敗 / 延期: " + numbers + "）"),
                trouble
                        ? text(
                                "So much from one sender, and so much of it refused or put off, is spam or an uncared-for list."
                                        + " The sender may be forged.",
                                "一つの差出人から大量に送られ、多くが拒否・延期されている。スパムか、手入れされていない配信リストである。" + "差出人は詐称の可能性がある。")
                        : text(
                                "Others take it: a list or a newsletter, most likely.",
                                "相手は受け取っている。配信リストやメールマガジンと思われる。"),
                trouble
                        ? text(
                                "Change the password of this account if it is one of yours; see in the queue how its mail came in.",
                                "自分のアカウントならパスワードを変更し、キュー内のメールからどう入ったかを調べる。")
                        : text("Nothing, if you know it.", "把握していれば対処は不要。")));
    }

    private void blocked(Blocked blocked) {
        Phrase phrase = blocked.phrase();
        String where = top(blocked.destinations(), count -> count);
        findings.add(new Finding(
                "blocked-" + phrase.id(),
                severity(blocked),
                Confidence.LIKELY,
                text(
                        number(blocked.times()) + " replies, at " + where + "; the last: " + blocked.example(),
                        "該当する返答 " + number(blocked.times()) + " 件（" + where + "）。最後の返答: " + blocked.example()),
                text(
                        "Other servers say: " + phrase.kind().text().en() + ".",
                        "相手サーバーの返答: " + phrase.kind().text().ja() + "。"),
                phrase.advice()));
    }

    private Severity severity(Blocked blocked) {
        long times = blocked.times();
        return switch (blocked.phrase().kind()) {
            case BLOCKLIST -> times >= MANY ? Severity.ALARM : times >= SEVERAL ? Severity.WARNING : Severity.NOTE;
            case RATE, CONTENT, NO_PTR, POLICY -> times >= MANY ? Severity.WARNING : Severity.NOTE;
            case NO_SUCH_USER ->
                times >= FEW && times >= HIGH_FAILURE * log.remote().ended() ? Severity.WARNING : Severity.NOTE;
        };
    }

    private void saturation() {
        if (log.statuses() >= FEW && log.full() >= MOST * log.statuses()) {
            String share = percent((double) log.full() / log.statuses());
            findings.add(new Finding(
                    "saturated",
                    Severity.WARNING,
                    Confidence.LIKELY,
                    text(
                            "All places for remote deliveries were taken in " + share + " of the status lines",
                            "status 行の " + share + " で外部配送の枠がすべて埋まっている"),
                    text("The server sends as fast as it can, and other mail waits.", "送信が上限に達しており、他のメールが待たされている。"),
                    text(
                            "Find the sender. Raising " + practice.places().en() + " would only send more spam.",
                            "送信元を突き止める。" + practice.places().ja() + " を増やしても、スパムが増えるだけである。")));
        }
    }
}
