package org.sekisho.doctor;

import static org.sekisho.doctor.Wording.number;
import static org.sekisho.doctor.Wording.percent;
import static org.sekisho.doctor.Wording.text;
import static org.sekisho.doctor.Wording.top;

import java.util.ArrayList;
import java.util.List;

/// What a queue says.
final class QueueDiagnosis {
    private static final long SMALL = 200; // messages; stuck mail of some days on a server of some hundred users
    private static final long LARGE = 1000; // messages; ordinary mail leaves within seconds, so these are not ordinary
    private static final long HUGE = 20_000; // messages; a directory scan and the retries slow all other mail down
    private static final long FEW = 100; // fewer make no share worth judging
    private static final long BURST = 500; // messages of the last hour that are still there
    private static final double MOST = 0.5;
    private static final double MANY_BOUNCES = 0.3; // in a healthy queue they are stuck too, but a minority
    private static final long DOUBLE_BOUNCES = 50; // each is a notification to an address that does not exist
    private static final long LIST_RECIPIENTS = 2000; // more than the lists of a small office have

    private final QueueFacts queue;
    private final LogFacts log;
    private final Software software;
    private final Practice practice;
    private final boolean complete;
    private final List<Finding> findings = new ArrayList<>();

    QueueDiagnosis(Facts facts) {
        this.queue = facts.queue();
        this.log = facts.log();
        this.software = facts.software();
        this.practice = software.practice();
        this.complete = facts.isQueueComplete();
    }

    List<Finding> findings() {
        if (queue.messages() > 0 || complete) {
            size();
        }
        suspects();
        ages();
        bounces();
        destinations();
        return findings;
    }

    private void size() {
        long count = queue.messages();
        Severity severity = count <= SMALL
                ? Severity.FINE
                : count <= LARGE ? Severity.NOTE : count <= HUGE ? Severity.WARNING : Severity.ALARM;
        String least = complete ? "" : "at least ";
        String atLeast = complete ? "" : "少なくとも ";
        findings.add(new Finding(
                "queue-size",
                severity,
                Confidence.CERTAIN,
                text(
                        least + number(count) + " messages in the queue, with " + number(queue.remote())
                                + " recipients elsewhere and " + number(queue.local()) + " here still to be served",
                        atLeast + number(count) + " 通がキューにあり、未配送の宛先は外部 " + number(queue.remote()) + " 件、内部 "
                                + number(queue.local()) + " 件"),
                severity.compareTo(Severity.NOTE) <= 0
                        ? text("Such a number is usual.", "通常の範囲である。")
                        : text(
                                "Ordinary mail leaves within seconds. So many wait because others refuse or slow us down: the"
                                        + " usual sign of spam.",
                                "通常のメールは数秒で出ていく。これほど溜まるのは相手に拒否・制限されているためで、スパム送信の典型的な兆候である。"),
                severity.compareTo(Severity.NOTE) <= 0
                        ? text("Nothing.", "対処は不要。")
                        : text(
                                "Find out who sends it, below, before anything is removed.",
                                "削除する前に、以下の所見で送信元を突き止める。")));
    }

    private void suspects() {
        var sheet = new SuspectFinding(software, log);
        var named = Suspect.in(queue.origins(), SMALL);
        named.forEach(suspect -> findings.add(sheet.ofMessages(suspect)));
        Suspect.in(queue.recipientsByOrigin(), LIST_RECIPIENTS).stream()
                .filter(suspect -> named.stream()
                        .noneMatch(other ->
                                other.kind() == suspect.kind() && other.name().equals(suspect.name())))
                .forEach(suspect -> findings.add(sheet.ofRecipients(suspect)));
    }

    private void ages() {
        long fresh = queue.ofAge(Age.HOUR);
        long old = queue.ofAge(Age.WEEK) + queue.ofAge(Age.LONGER);
        String spread = "<1h " + number(fresh) + ", <4h " + number(queue.ofAge(Age.FOUR_HOURS)) + ", <1d "
                + number(queue.ofAge(Age.DAY)) + ", <7d " + number(queue.ofAge(Age.WEEK)) + ", >7d "
                + number(queue.ofAge(Age.LONGER));
        Text found = text("Age of the messages: " + spread, "メールの経過時間: " + spread);
        if (fresh >= BURST && fresh >= MOST * queue.messages()) {
            findings.add(new Finding(
                    "age",
                    Severity.WARNING,
                    Confidence.LIKELY,
                    found,
                    text("Most came within the last hour: it is going on now.", "大半がこの 1 時間に入った。今まさに続いている。"),
                    text(
                            "Stop the sender first. Until you have found it: "
                                    + practice.stop().en() + ".",
                            "まず送信元を止める。不明なら突き止めるまで" + practice.stop().ja() + "。")));
        } else if (queue.ofAge(Age.LONGER) > 0 || (queue.messages() >= FEW && old >= MOST * queue.messages())) {
            findings.add(new Finding(
                    "age",
                    Severity.NOTE,
                    Confidence.LIKELY,
                    found,
                    text(
                            "Old mail waits for servers that do not answer. Beyond a week it should have been returned: then "
                                    + practice.lifetime().en() + " is larger, or "
                                    + practice.sender().en() + " does not run.",
                            "応答しない相手を待つ古いメールである。1 週間を超えるものは返送されているはずで、"
                                    + practice.lifetime().ja() + " が長いか、"
                                    + practice.sender().ja() + "が動いていない。"),
                    text(
                            "See that " + practice.sender().en() + " runs; the rest goes by itself.",
                            practice.sender().ja() + "の動作を確かめる。残りは自然に消える。")));
        } else if (queue.messages() > 0) {
            findings.add(new Finding(
                    "age",
                    Severity.FINE,
                    Confidence.CERTAIN,
                    found,
                    text("Usual.", "通常。"),
                    text("Nothing.", "対処は不要。")));
        }
        waiting();
        held();
    }

    private void waiting() {
        if (queue.waiting() >= FEW) {
            String what = number(queue.waiting());
            String who = practice.sender().en();
            findings.add(new Finding(
                    "todo",
                    Severity.WARNING,
                    Confidence.LIKELY,
                    text(
                            what + " messages that " + who + " has not looked at yet ("
                                    + practice.waiting().en() + ")",
                            practice.sender().ja() + "が未処理のメールが " + what + " 通 ("
                                    + practice.waiting().ja() + ")"),
                    text(
                            "Either " + who + " does not run, or mail comes in faster than it can take it.",
                            practice.sender().ja() + "が止まっているか、処理より速くメールが流れ込んでいる。"),
                    text("See that it runs; then find the sender.", "動作を確かめ、送信元を突き止める。")));
        }
    }

    private void held() {
        if (queue.held() > 0) {
            findings.add(new Finding(
                    "held",
                    Severity.NOTE,
                    Confidence.CERTAIN,
                    text(number(queue.held()) + " messages are on hold", "保留中のメールが " + number(queue.held()) + " 通"),
                    text(
                            "A person or a rule keeps them back: they are never tried until they are released.",
                            "人または規則によって保留されており、解除するまで配送されない。"),
                    text("Release or remove them.", "解除するか削除する。")));
        }
    }

    private void bounces() {
        if (queue.fromNobody() >= FEW && queue.fromNobody() >= MANY_BOUNCES * queue.messages()) {
            findings.add(new Finding(
                    "bounces",
                    Severity.WARNING,
                    Confidence.LIKELY,
                    text(
                            number(queue.fromNobody()) + " messages are notifications (sender <>), "
                                    + percent((double) queue.fromNobody() / queue.messages()),
                            "通知メール（差出人 <>）が " + number(queue.fromNobody()) + " 通、"
                                    + percent((double) queue.fromNobody() / queue.messages())),
                    text(
                            "Spam that was sent from here comes back, or mail for users who do not exist is taken and returned"
                                    + " to forged senders, which gets a server on blocklists by itself.",
                            "ここから送られたスパムが戻ってきているか、存在しない宛先のメールを受け取って偽の差出人に返送している" + "（それだけでもブロックリストに載る）。"),
                    text(
                            "Stop the sender, if one is named here. "
                                    + practice.unknown().en(),
                            "送信元が示されていれば止める。" + practice.unknown().ja())));
        }
        if (queue.doubleBounces() >= DOUBLE_BOUNCES) {
            findings.add(new Finding(
                    "double-bounces",
                    Severity.WARNING,
                    Confidence.LIKELY,
                    text(
                            number(queue.doubleBounces()) + " notifications about notifications",
                            "二重バウンス（通知に対する通知）が " + number(queue.doubleBounces()) + " 通"),
                    text(
                            "The senders of what could not be delivered do not exist: spam.",
                            "配送できなかったメールの差出人が実在しない。スパムである。"),
                    text(
                            "Find out what they are about: " + practice.read().en() + ".",
                            "元のメールを突き止める。" + practice.read().ja() + "。")));
        }
    }

    private void destinations() {
        if (queue.remote() >= FEW) {
            String list = top(queue.destinations(), count -> count);
            findings.add(new Finding(
                    "destinations",
                    Severity.NOTE,
                    Confidence.CERTAIN,
                    text("Most recipients are at: " + list, "宛先の多いドメイン: " + list),
                    text(
                            "One domain alone on top is one that refuses or does not answer; large free-mail services together are"
                                    + " where spam goes.",
                            "一つだけ突出していれば、そのドメインが拒否しているか応答していない。大手フリーメールが並ぶ場合はスパムの宛先に多い形である。"),
                    text("Compare with what your users usually write to.", "利用者の普段の宛先と比べる。")));
        }
    }
}
