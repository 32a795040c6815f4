package org.sekisho.doctor.checks;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sekisho.doctor.Confidence;
import org.sekisho.doctor.Finding;
import org.sekisho.doctor.Severity;
import org.sekisho.doctor.Text;
import org.sekisho.events.Shipped;

/// What the checks can say. Safe from any thread.
final class Messages {
    static final String FILE = "messages.tsv";
    private static final int FIELDS = 9;

    private final Map<String, Message> messages;

    private Messages(Map<String, Message> messages) {
        this.messages = Collections.unmodifiableMap(messages);
    }

    static Messages published() {
        return read(Shipped.lines(Messages.class, FILE));
    }

    /// @throws IllegalArgumentException with the line that is wrong
    static Messages read(List<String> lines) {
        var messages = new LinkedHashMap<String, Message>();
        for (String line : lines) {
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] f = line.split("\t", -1);
                if (f.length != FIELDS || line.contains("\t\t") || messages.containsKey(f[0])) {
                    throw new IllegalArgumentException(FILE + ": not " + FIELDS + " fields, or twice: " + line);
                }
                messages.put(
                        f[0],
                        new Message(
                                f[0],
                                Severity.valueOf(f[1]),
                                Confidence.valueOf(f[2]),
                                new Text(f[3], f[4]),
                                new Text(f[5], f[6]),
                                new Text(f[7], f[8])));
            }
        }
        return new Messages(messages);
    }

    Collection<Message> all() {
        return messages.values();
    }

    /// @param namesAndValues in turn
    /// @throws IllegalArgumentException there is no such message
    Finding say(String id, String... namesAndValues) {
        Message message = messages.get(id);
        if (message == null || namesAndValues.length % 2 == 1) {
            throw new IllegalArgumentException(FILE + " has no message " + id);
        }
        var values = new HashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return message.finding(values);
    }
}
