package org.sekisho.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what qmail-send has logged, through multilog or through splogger and syslog. Give the lines in the order
/// of time: numbers of messages and deliveries are used again. Used by one thread. Source: qmail-log(5),
/// qmail-send.c, splogger(8).
final class QmailLog {
    private static final int UNDER_WAY = 200_000; // messages whose sender is remembered; some 50 MB
    private static final int BLOCKED_DESTINATIONS = 20;

    // Only a whole syslog header counts: other programs log what strangers say.
    private static final Pattern SYSLOG = Pattern.compile(
            "(?:[A-Z][a-z]{2} [ 0-9]\\d \\d\\d:\\d\\d:\\d\\d|\\d{4}-\\d\\d-\\d\\dT\\S+) \\S+ qmail(?:-send)?(?:\\[\\d+\\])?:"
                    + " (?:(\\d{9,11})\\.(\\d{6}) )?(.*)");
    private static final Pattern LOCAL_TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d+ (.*)"); // what tai64nlocal makes
    private static final Pattern INFO = Pattern.compile("info msg (\\d+): bytes \\d+ from <(.*)> qp \\d+ uid (\\d+)");
    private static final Pattern STARTING =
            Pattern.compile("starting delivery (\\d+): msg (\\d+) to (local|remote) (.*)");
    private static final Pattern DELIVERY = Pattern.compile("delivery (\\d+): (success|failure|deferral): ?(.*)");
    private static final Pattern STATUS =
            Pattern.compile("status: local \\d+/\\d+ remote (\\d{1,9})/(\\d{1,9})(?: exitasap)?");
    private static final Pattern OTHER = Pattern.compile(
            "new msg \\d+|end msg \\d+|bounce msg \\d+ qp \\d+"
                    + "|(?:double|triple) bounce: discarding .*|delivery \\d+: .*|(?:alert|warning|cannot start|running|exiting).*");

    private record Delivery(String sender, boolean elsewhere, String destination) {}

    private final Phrases phrases;
    private final Map<String, String> senderOf = bounded();
    private final Map<String, Delivery> deliveries = bounded();
    private final Tally<String> messagesByUid = new Tally<>();
    private final Tally<String> messagesBySender = new Tally<>();
    private final OutcomeTally senders = new OutcomeTally();
    private final OutcomeTally destinations = new OutcomeTally();
    private final Map<Phrase, Long> blocked = new HashMap<>();
    private final Map<Phrase, String> examples = new HashMap<>();
    private final Map<Phrase, Tally<String>> blockedBy = new HashMap<>();
    private Outcomes local = Outcomes.NONE;
    private Outcomes remote = Outcomes.NONE;
    private Optional<Instant> first = Optional.empty();
    private Optional<Instant> last = Optional.empty();
    private long lines;
    private long strange;
    private long messages;
    private long bounces;
    private long dropped;
    private long statuses;
    private long full;

    QmailLog(Phrases phrases) {
        this.phrases = phrases;
    }

    /// The oldest go first: a message whose end was lost must not stay for ever.
    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > UNDER_WAY;
            }
        };
    }

    void line(String line) {
        if (line.startsWith("@")) {
            Optional<Instant> time = Tai64n.of(line);
            boolean separated = line.length() > Tai64n.LENGTH && line.charAt(Tai64n.LENGTH) == ' ';
            take(time.isPresent() && separated ? line.substring(Tai64n.LENGTH + 1) : "", time);
            return;
        }
        Matcher syslog = SYSLOG.matcher(line);
        if (syslog.matches()) {
            take(syslog.group(3), time(syslog));
            return;
        }
        Matcher localTime = LOCAL_TIME.matcher(line);
        take(localTime.matches() ? localTime.group(1) : line, Optional.empty());
    }

    /// splogger puts its own time into the line; that of syslog has neither year nor zone.
    private static Optional<Instant> time(Matcher syslog) {
        return Optional.ofNullable(syslog.group(1))
                .map(seconds -> Instant.ofEpochSecond(Long.parseLong(seconds), Long.parseLong(syslog.group(2)) * 1000));
    }

    private void take(String event, Optional<Instant> time) {
        if (!isKnown(event)) {
            strange++;
            return;
        }
        lines++;
        first = first.isPresent() && (time.isEmpty() || first.get().isBefore(time.get())) ? first : time;
        last = last.isPresent() && (time.isEmpty() || last.get().isAfter(time.get())) ? last : time;
    }

    private boolean isKnown(String event) {
        return info(event) || starting(event) || delivery(event) || status(event) || other(event);
    }

    private boolean info(String event) {
        Matcher info = INFO.matcher(event);
        if (!info.matches()) {
            return false;
        }
        String sender = "<" + Shown.of(info.group(2).equals("#@[]") ? "" : info.group(2)) + ">";
        senderOf.put(info.group(1), sender);
        messages++;
        messagesBySender.add(sender, 1);
        messagesByUid.add(info.group(3), 1);
        return true;
    }

    private boolean starting(String event) {
        Matcher starting = STARTING.matcher(event);
        if (!starting.matches()) {
            return false;
        }
        String sender = senderOf.getOrDefault(starting.group(2), "");
        boolean elsewhere = starting.group(3).equals("remote");
        deliveries.put(
                starting.group(1), new Delivery(sender, elsewhere, Destinations.of(Shown.of(starting.group(4)))));
        return true;
    }

    private boolean delivery(String event) {
        Matcher ended = DELIVERY.matcher(event);
        if (!ended.matches()) {
            return false;
        }
        Delivery delivery = deliveries.remove(ended.group(1));
        if (delivery == null) {
            return true; // it began before the log does
        }
        Outcomes outcome = switch (ended.group(2)) {
            case "success" -> new Outcomes(1, 0, 0);
            case "failure" -> new Outcomes(0, 1, 0);
            default -> new Outcomes(0, 0, 1);
        };
        if (!delivery.elsewhere()) {
            local = local.plus(outcome);
            return true;
        }
        remote = remote.plus(outcome);
        destinations.add(delivery.destination(), outcome);
        if (!delivery.sender().isEmpty()) {
            senders.add(delivery.sender(), outcome);
        }
        if (outcome.success() == 0) {
            phrases.in(ended.group(3)).ifPresent(phrase -> blocked(phrase, delivery, ended.group(3)));
        }
        return true;
    }

    private void blocked(Phrase phrase, Delivery delivery, String reply) {
        blocked.merge(phrase, 1L, Long::sum);
        examples.put(phrase, Shown.of(reply));
        blockedBy.computeIfAbsent(phrase, _ -> new Tally<>()).add(delivery.destination(), 1);
    }

    private boolean status(String event) {
        Matcher status = STATUS.matcher(event);
        if (!status.matches()) {
            return false;
        }
        int limit = Integer.parseInt(status.group(2));
        statuses++;
        full += limit > 0 && Integer.parseInt(status.group(1)) >= limit ? 1 : 0;
        return true;
    }

    private boolean other(String event) {
        if (!OTHER.matcher(event).matches()) {
            return false;
        }
        if (event.startsWith("bounce ")) {
            bounces++;
        } else if (event.contains(" bounce: discarding ")) {
            dropped++;
        } else if (event.startsWith("end msg ") || event.startsWith("new msg ")) {
            senderOf.remove(event.substring("end msg ".length()));
        }
        return true;
    }

    LogFacts facts() {
        List<Blocked> replies = new ArrayList<>();
        blocked.forEach((phrase, times) -> replies.add(new Blocked(
                phrase,
                times,
                examples.getOrDefault(phrase, ""),
                blockedBy.getOrDefault(phrase, new Tally<>()).largest(BLOCKED_DESTINATIONS))));
        replies.sort(Comparator.comparingLong(Blocked::times).reversed());
        return new LogFacts(
                lines,
                strange,
                first,
                last,
                messages,
                bounces,
                dropped,
                statuses,
                full,
                local,
                remote,
                messagesByUid.largest(),
                messagesBySender.largest(),
                senders.largest(),
                destinations.largest(),
                List.copyOf(replies));
    }
}
