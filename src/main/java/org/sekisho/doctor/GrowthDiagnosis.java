package org.sekisho.doctor;

import static org.sekisho.doctor.Wording.number;
import static org.sekisho.doctor.Wording.text;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Whether it is getting more: the queue, what comes in, the log itself.
final class GrowthDiagnosis {
    private static final long MANY = 100; // messages an hour that a small office never sends
    private static final double MUCH = 5; // times the usual hour; a working day's morning is two or three
    private static final int HOURS = 6; // fewer say nothing of what is usual
    private static final double FASTER = 1.5; // comes in over what goes out
    private static final Duration LEAST = Duration.ofHours(1); // of log; less says nothing of a day
    private static final long LARGE_LOG = 1L << 30; // octets a day; some millions of messages
    private static final double MEBI = 1 << 20;

    private final Facts facts;
    private final List<Finding> findings = new ArrayList<>();

    GrowthDiagnosis(Facts facts) {
        this.facts = facts;
    }

    List<Finding> findings() {
        burst();
        lastHour();
        log();
        return findings;
    }

    /// One hour far above the others.
    private void burst() {
        List<Long> usual = facts.log().hours().values().stream()
                .map(Flow::messages)
                .sorted()
                .toList();
        var busiest = facts.log().hours().entrySet().stream()
                .reduce((a, b) -> a.getValue().messages() >= b.getValue().messages() ? a : b);
        if (busiest.isEmpty() || usual.size() < HOURS) {
            return;
        }
        long median = usual.get(usual.size() / 2);
        long most = busiest.get().getValue().messages();
        if (most >= MANY && most >= MUCH * Math.max(1, median)) {
            String hour = busiest.get().getKey().toString();
            findings.add(new Finding(
                    "burst",
                    Severity.NOTE,
                    Confidence.POSSIBLE,
                    text(
                            "In the hour from " + hour + " " + number(most) + " messages came in; usual are "
                                    + number(median),
                            hour + " からの 1 時間に " + number(most) + " 通が入った。通常は " + number(median) + " 通"),
                    text("A newsletter, or the hour in which a spammer began.", "メールマガジンか、スパム送信が始まった時刻である。"),
                    text("Look in the log who sent in this hour.", "この時間帯の送信者をログで確かめる。")));
        }
    }

    /// More comes in than goes out: only where the log ends now, and only with a queue that is no longer small.
    private void lastHour() {
        Optional<Instant> last = facts.log().last();
        if (last.isEmpty() || facts.log().hours().isEmpty()) {
            return;
        }
        Flow flow = facts.log().hours().lastEntry().getValue();
        boolean current = Duration.between(last.get(), facts.queue().when()).compareTo(LEAST) < 0;
        if (current && flow.messages() >= MANY && flow.messages() >= FASTER * flow.ended()) {
            findings.add(new Finding(
                    "inflow",
                    Severity.WARNING,
                    Confidence.LIKELY,
                    text(
                            "In the last hour of the log " + number(flow.messages()) + " messages came in, but only "
                                    + number(flow.ended()) + " recipients were finished",
                            "ログの最後の 1 時間に " + number(flow.messages()) + " 通が入り、完了した宛先は " + number(flow.ended())
                                    + " 件のみ"),
                    text("The queue grows.", "キューは増え続けている。"),
                    text("Find the sender before the queue is too large to look at.", "キューが大きくなりすぎる前に送信元を突き止める。")));
        }
    }

    private void log() {
        LogFacts log = facts.log();
        if (log.first().isEmpty() || log.last().isEmpty()) {
            return;
        }
        Duration span = Duration.between(log.first().get(), log.last().get());
        if (span.compareTo(LEAST) < 0) {
            return;
        }
        double day = (double) log.octets() * Duration.ofDays(1).toSeconds() / span.toSeconds();
        String size = String.format(Locale.ROOT, "%,.1f MiB", day / MEBI);
        boolean large = day >= LARGE_LOG;
        findings.add(new Finding(
                "log-growth",
                large ? Severity.WARNING : Severity.FINE,
                Confidence.CERTAIN,
                text("The log grows by " + size + " a day", "ログは 1 日に " + size + " 増えている"),
                large
                        ? text(
                                "So much is logged by a server that sends very much, or is asked very often.",
                                "大量に送信しているか、頻繁に接続されているサーバーの量である。")
                        : text("Usual.", "通常。"),
                large
                        ? text("See that it is rotated, and who causes it.", "ローテーションの設定と、原因となっている送信者を確かめる。")
                        : text("Nothing.", "対処は不要。")));
    }

    /// Compares two looks at the same queue.
    static Finding between(QueueFacts before, QueueFacts after) {
        Duration time = Duration.between(before.when(), after.when());
        long grown = after.messages() - before.messages();
        double anHour = grown * 3600.0 / Math.max(1, time.toSeconds());
        boolean fast = anHour >= MANY && grown > 1;
        boolean shrinks = grown < 0;
        String by = (grown > 0 ? "+" : "") + number(grown);
        String rate = number(Math.round(anHour));
        return new Finding(
                "growth",
                fast ? Severity.ALARM : Severity.FINE,
                Confidence.CERTAIN,
                text(
                        "From " + number(before.messages()) + " to " + number(after.messages()) + " messages in "
                                + time.toSeconds() + " s (" + by + "; " + rate + " an hour)",
                        time.toSeconds() + " 秒で " + number(before.messages()) + " 通から " + number(after.messages())
                                + " 通へ (" + by + "、1 時間あたり " + rate + ")"),
                fast
                        ? text("The queue grows now: someone is sending.", "キューは今も増えている。送信が続いている。")
                        : shrinks ? text("It gets less.", "減っている。") : text("It does not grow.", "増えていない。"),
                fast ? text("Stop the sender named here, at once.", "ここに示された送信元を直ちに止める。") : text("Nothing.", "対処は不要。"));
    }
}
