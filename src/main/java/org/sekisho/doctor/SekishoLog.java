package org.sekisho.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads what Sekisho itself has logged, as key=value or JSON. Give the lines in the order of time. Used by one
/// thread.
public final class SekishoLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TIME = "\u0000time"; // no key of a line can be named so
    private static final String EVENT = "\u0000event";

    private record Message(Origin origin, String sender) {
        static final Message UNKNOWN = new Message(Origin.UNKNOWN, "");
    }

    private final LogTally tally;
    private final Map<String, Message> messages = LogTally.bounded();

    public SekishoLog(LogTally tally) {
        this.tally = tally;
    }

    public void line(String line) {
        if (line.startsWith("\t")) {
            return; // a stack trace goes on
        }
        Map<String, String> fields = line.startsWith("{") ? json(line) : text(line);
        Optional<Instant> time = time(fields.getOrDefault(TIME, ""));
        String event = fields.getOrDefault(EVENT, "");
        if (time.isEmpty() || event.isEmpty()) {
            tally.strange();
            return;
        }
        tally.line(time);
        count(event, fields);
    }

    private void count(String event, Map<String, String> fields) {
        String queue = fields.getOrDefault("queue", "");
        switch (event) {
            case "smtp.accepted" -> {
                String user = known(fields, "user");
                message(queue, Origin.network(known(fields, "client"), user, !user.isEmpty(), ""), fields);
            }
            case "sendmail.accepted" -> message(queue, Origin.local(known(fields, "uid"), program(fields)), fields);
            case "gate.rcpt" -> {
                if (fields.getOrDefault("decision", "").equals("refuse")) {
                    tally.refused(known(fields, "client"));
                }
            }
            case "delivery.sent" -> attempt(queue, fields, Outcomes.SUCCESS);
            case "delivery.failed" -> attempt(queue, fields, Outcomes.FAILURE);
            case "delivery.deferred" -> attempt(queue, fields, Outcomes.DEFERRAL);
            case "delivery.report" -> tally.bounce();
            case "delivery.unreported" -> tally.dropped();
            default -> {} // of no interest here
        }
    }

    private void message(String queue, Origin origin, Map<String, String> fields) {
        String from = Shown.of(fields.getOrDefault("from", ""));
        String sender = from.startsWith("<") ? from : "<" + from + ">";
        messages.put(queue, new Message(origin, sender));
        tally.message(origin, sender);
    }

    private static String program(Map<String, String> fields) {
        String script = known(fields, "script");
        String caller = known(fields, "caller");
        String folder = known(fields, "folder");
        return script.isEmpty() ? (caller + (folder.isEmpty() ? "" : " in " + folder)).strip() : script;
    }

    private static String known(Map<String, String> fields, String key) {
        String value = fields.getOrDefault(key, "");
        return value.equals("-") ? "" : Shown.of(value);
    }

    private void attempt(String queue, Map<String, String> fields, Outcomes outcome) {
        if (fields.getOrDefault("way", "").equals("local")) {
            tally.local(outcome);
            return;
        }
        Message message = messages.getOrDefault(queue, Message.UNKNOWN);
        String to = Shown.of(fields.getOrDefault("to", "").replace(">", ""));
        String reply = fields.getOrDefault("code", "") + " " + fields.getOrDefault("note", "");
        tally.remote(message.origin(), message.sender(), Destinations.of(to), outcome, reply);
    }

    private static Optional<Instant> time(String text) {
        try {
            return text.isEmpty()
                    ? Optional.empty()
                    : Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Map<String, String> json(String line) {
        var fields = new LinkedHashMap<String, String>();
        try {
            JsonNode object = JSON.readTree(line);
            object.properties()
                    .forEach(each -> fields.put(each.getKey(), each.getValue().asText()));
            fields.put(TIME, object.path("time").asText());
            fields.put(EVENT, object.path("event").asText());
        } catch (JsonProcessingException _) {
            fields.clear(); // a line that was cut off
        }
        return fields;
    }

    /// `time LEVEL event key=value key="a value with \"escapes\""`.
    private static Map<String, String> text(String line) {
        var fields = new LinkedHashMap<String, String>();
        String[] head = line.split(" ", 4);
        if (head.length < 3) {
            return fields;
        }
        fields.put(TIME, head[0]);
        fields.put(EVENT, head[2]);
        String rest = head.length > 3 ? head[3] : "";
        int i = 0;
        while (i < rest.length()) {
            int equals = rest.indexOf('=', i);
            if (equals < 0) {
                return fields;
            }
            boolean quoted = equals + 1 < rest.length() && rest.charAt(equals + 1) == '"';
            int end = quoted ? endOfQuoted(rest, equals + 2) : endOfWord(rest, equals + 1);
            String value = rest.substring(Math.min(equals + (quoted ? 2 : 1), end), end);
            fields.put(rest.substring(i, equals), quoted ? unescaped(value) : value);
            i = end + (quoted ? 2 : 1);
        }
        return fields;
    }

    private static int endOfWord(String text, int from) {
        int end = text.indexOf(' ', from);
        return end < 0 ? text.length() : end;
    }

    private static int endOfQuoted(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i;
            }
        }
        return text.length();
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        try {
            return JSON.readTree("\"" + text + "\"").asText(); // the escapes are those of JSON
        } catch (JsonProcessingException _) {
            return text;
        }
    }
}
