package org.sekisho.postfix;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.doctor.Destinations;
import org.sekisho.doctor.LogTally;
import org.sekisho.doctor.Origin;
import org.sekisho.doctor.Outcomes;
import org.sekisho.doctor.Shown;

/// Reads what Postfix has logged. What belongs to one message is found by its queue id, which a short one uses
/// again and a filter changes: then the Message-ID leads to who had handed it in. Give the lines in the order of
/// time. Used by one thread. Source: the msg_info calls of smtpd, pickup, cleanup, qmgr, bounce and log_adhoc.c.
final class PostfixLog {
    private static final Pattern QUEUED = Pattern.compile("([0-9A-Za-z]{5,30}): (.*)");
    private static final Pattern CLIENT = Pattern.compile("client=[^\\[]*\\[([0-9A-Fa-f.:]+|unknown)\\](?::\\d+)?(.*)");
    private static final Pattern LOGIN = Pattern.compile(", sasl_username=([^,]+)");
    private static final Pattern ORIGINAL = Pattern.compile(", orig_client=[^\\[]*\\[([0-9A-Fa-f.:]+)\\]");
    private static final Pattern PICKUP = Pattern.compile("uid=(\\d{1,10}) from=<.*>.*");
    private static final Pattern ACTIVE = Pattern.compile("from=<(.*)>, size=\\d+, nrcpt=\\d+ \\(queue active\\).*");
    private static final Pattern RESULT = Pattern.compile("to=<(.*?)>, (?:orig_to=<.*?>, )?relay=([^,]*), .*?"
            + "status=(sent|deferred|bounced|expired) \\((.*?)\\)?"); // a long line is cut off
    private static final Pattern MESSAGE_ID = Pattern.compile("(?:resent-)?message-id=(.{1,500})");
    private static final Pattern NOTIFICATION =
            Pattern.compile("sender non-delivery notification: ([0-9A-Za-z]{5,30})");
    private static final Pattern REFUSED = Pattern.compile(
            "(?:NOQUEUE|[0-9A-Za-z]{5,30}): reject: [A-Z]+ from" + " [^\\[]*\\[([0-9A-Fa-f.:]+|unknown)\\].*");
    private static final Pattern STARTED = Pattern.compile("daemon started -- version ([0-9][0-9A-Za-z.-]{0,30}), .*");

    private static final class Known {
        private Origin origin = Origin.UNKNOWN;
        private String sender = "";
        private boolean counted;
        private boolean again; // handed back by a filter, so it was counted before
    }

    private final LogTally tally;
    private final Instant now;
    private final ZoneId zone;
    private final Map<String, Known> messages = LogTally.bounded();
    private final Map<String, Origin> byMessageId = LogTally.bounded();
    private Optional<String> version = Optional.empty();

    /// @param zone of times that do not tell it
    PostfixLog(LogTally tally, Instant now, ZoneId zone) {
        this.tally = tally;
        this.now = now;
        this.zone = zone;
    }

    void line(String line) {
        Optional<SyslogLine> parsed = SyslogLine.of(line, now, zone);
        if (parsed.isEmpty()) {
            tally.strange();
            return;
        }
        tally.line(parsed.get().time());
        take(parsed.get().daemon(), parsed.get().text());
    }

    /// As the program that starts all others says it.
    Optional<String> version() {
        return version;
    }

    private void take(String daemon, String text) {
        Matcher refused = REFUSED.matcher(text);
        if (refused.matches()) {
            tally.refused(refused.group(1));
            return;
        }
        if (daemon.equals("master")) {
            Matcher started = STARTED.matcher(text);
            version = started.matches() ? Optional.of(started.group(1)) : version;
            return;
        }
        Matcher queued = QUEUED.matcher(text);
        if (queued.matches()) {
            String id = queued.group(1);
            String what = queued.group(2);
            switch (daemon) {
                case "smtpd" -> client(id, what);
                case "pickup" -> pickup(id, what);
                case "cleanup" -> messageId(id, what);
                case "qmgr" -> manager(id, what);
                case "bounce" -> notification(what);
                default -> result(daemon, id, what);
            }
        }
    }

    private void client(String id, String what) {
        Matcher client = CLIENT.matcher(what);
        if (client.matches()) {
            Matcher login = LOGIN.matcher(client.group(2));
            Matcher original = ORIGINAL.matcher(client.group(2));
            String address = original.find() ? original.group(1) : client.group(1);
            boolean named = login.find();
            begin(id).origin = Origin.network(address, named ? Shown.of(login.group(1)) : "", named, "");
        }
    }

    private void pickup(String id, String what) {
        Matcher pickup = PICKUP.matcher(what);
        if (pickup.matches()) {
            begin(id).origin = Origin.local(pickup.group(1), "");
        }
    }

    /// Short ids are used again.
    private Known begin(String id) {
        var known = new Known();
        messages.put(id, known);
        return known;
    }

    private void messageId(String id, String what) {
        Matcher messageId = MESSAGE_ID.matcher(what);
        Known known = messages.get(id);
        if (!messageId.matches() || known == null) {
            return;
        }
        String name = messageId.group(1);
        boolean fromFilter = known.origin.user().isEmpty() && Loopback.is(known.origin.client());
        Origin before = byMessageId.get(name);
        if (fromFilter && before != null) {
            known.origin = before;
            known.again = true;
        } else if (known.origin.way() != Origin.Way.UNKNOWN) {
            byMessageId.put(name, known.origin);
        }
    }

    private void manager(String id, String what) {
        if (what.equals("removed")) {
            messages.remove(id);
            return;
        }
        Matcher active = ACTIVE.matcher(what);
        if (active.matches()) {
            Known known = messages.computeIfAbsent(id, _ -> new Known());
            known.sender = "<" + Shown.of(active.group(1)) + ">";
            if (!known.counted && !known.again) { // it is active again at each attempt
                tally.message(known.origin, known.sender);
            }
            known.counted = true;
        }
    }

    private void notification(String what) {
        Matcher notification = NOTIFICATION.matcher(what);
        if (notification.matches()) {
            tally.bounce();
            messages.computeIfAbsent(notification.group(1), _ -> new Known()).origin = Origin.of(Origin.Way.BOUNCE);
        }
    }

    private void result(String daemon, String id, String what) {
        Matcher result = RESULT.matcher(what);
        if (!result.matches()) {
            return;
        }
        Outcomes outcome = switch (result.group(3)) {
            case "sent" -> Outcomes.SUCCESS;
            case "deferred" -> Outcomes.DEFERRAL;
            default -> Outcomes.FAILURE;
        };
        String relay = result.group(2);
        int bracket = relay.indexOf('[');
        boolean toFilter = bracket >= 0
                && Loopback.is(relay.substring(bracket + 1, Math.max(bracket + 1, relay.indexOf(']', bracket))));
        if (toFilter) {
            return; // it comes back, and is counted then
        }
        boolean elsewhere = daemon.equals("smtp") || daemon.equals("error") || daemon.equals("relay");
        if (elsewhere) {
            Known known = messages.getOrDefault(id, new Known());
            String destination = Destinations.of(Shown.of(result.group(1)));
            tally.remote(known.origin, known.sender, destination, outcome, result.group(4));
        } else {
            tally.local(outcome);
        }
    }
}
