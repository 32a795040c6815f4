package org.sekisho.doctor;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what qmail-send has logged, through multilog or through splogger and syslog. Give the lines in the order
/// of time: numbers of messages and deliveries are used again. Used by one thread. Source: qmail-log(5),
/// qmail-send.c, splogger(8).
final class QmailLog {
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

    private record Message(Origin origin, String sender) {
        static final Message UNKNOWN = new Message(Origin.UNKNOWN, "");
    }

    private record Delivery(Message message, boolean elsewhere, String destination) {}

    private final LogTally tally;
    private final Map<String, Message> messages = LogTally.bounded();
    private final Map<String, Delivery> deliveries = LogTally.bounded();

    QmailLog(LogTally tally) {
        this.tally = tally;
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
        if (isKnown(event)) {
            tally.line(time);
            count(event);
        } else {
            tally.strange();
        }
    }

    private static boolean isKnown(String event) {
        return INFO.matcher(event).matches()
                || STARTING.matcher(event).matches()
                || STATUS.matcher(event).matches()
                || OTHER.matcher(event).matches();
    }

    private void count(String event) {
        Matcher info = INFO.matcher(event);
        Matcher starting = STARTING.matcher(event);
        Matcher ended = DELIVERY.matcher(event);
        Matcher status = STATUS.matcher(event);
        if (info.matches()) {
            info(info);
        } else if (starting.matches()) {
            starting(starting);
        } else if (ended.matches()) {
            ended(ended);
        } else if (status.matches()) {
            int limit = Integer.parseInt(status.group(2));
            tally.status(limit > 0 && Integer.parseInt(status.group(1)) >= limit);
        } else {
            other(event);
        }
    }

    private void info(Matcher info) {
        String sender = "<" + Shown.of(info.group(2).equals("#@[]") ? "" : info.group(2)) + ">";
        var message = new Message(Origin.local(info.group(3), ""), sender);
        messages.put(info.group(1), message);
        tally.message(message.origin(), sender);
    }

    private void starting(Matcher starting) {
        Message message = messages.getOrDefault(starting.group(2), Message.UNKNOWN);
        boolean elsewhere = starting.group(3).equals("remote");
        deliveries.put(
                starting.group(1), new Delivery(message, elsewhere, Destinations.of(Shown.of(starting.group(4)))));
    }

    private void ended(Matcher ended) {
        Delivery delivery = deliveries.remove(ended.group(1));
        if (delivery == null) {
            return; // it began before the log does
        }
        Outcomes outcome = switch (ended.group(2)) {
            case "success" -> Outcomes.SUCCESS;
            case "failure" -> Outcomes.FAILURE;
            default -> Outcomes.DEFERRAL;
        };
        if (delivery.elsewhere()) {
            Message message = delivery.message();
            tally.remote(message.origin(), message.sender(), delivery.destination(), outcome, ended.group(3));
        } else {
            tally.local(outcome);
        }
    }

    private void other(String event) {
        if (event.startsWith("bounce ")) {
            tally.bounce();
        } else if (event.contains(" bounce: discarding ")) {
            tally.dropped();
        } else if (event.startsWith("end msg ") || event.startsWith("new msg ")) {
            messages.remove(event.substring("end msg ".length()));
        }
    }
}
