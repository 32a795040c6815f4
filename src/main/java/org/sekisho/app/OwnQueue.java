package org.sekisho.app;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sekisho.doctor.Age;
import org.sekisho.doctor.Origin;
import org.sekisho.doctor.QueueFacts;

/// Puts the rows together with which the running server tells of its queue (`queue.facts`). Used by one thread.
final class OwnQueue {
    private final Map<String, Long> numbers = new LinkedHashMap<>();
    private final Map<Age, Long> ages = new EnumMap<>(Age.class);
    private final Map<Origin, Long> origins = new LinkedHashMap<>();
    private final Map<Origin, Long> recipients = new LinkedHashMap<>();
    private final Map<String, Long> senders = new LinkedHashMap<>();
    private final Map<String, Long> destinations = new LinkedHashMap<>();
    private Instant when = Instant.now();
    private Optional<Instant> oldest = Optional.empty();

    void row(JsonNode row) {
        String name = row.path("name").asText();
        long messages = row.path("messages").asLong();
        switch (row.path("kind").asText()) {
            case "queue" -> {
                row.properties()
                        .forEach(each ->
                                numbers.put(each.getKey(), each.getValue().asLong()));
                when = Instant.parse(row.path("when").asText());
                oldest = Optional.of(row.path("oldest").asText())
                        .filter(text -> !text.isEmpty())
                        .map(Instant::parse);
            }
            case "age" -> ages.put(Age.valueOf(name), messages);
            case "sender" -> senders.put(name, messages);
            case "destination" -> destinations.put(name, messages);
            case "origin" -> {
                Origin origin = origin(row);
                origins.merge(origin, messages, Long::sum);
                recipients.merge(origin, row.path("recipients").asLong(), Long::sum);
            }
            default -> {} // of a later version
        }
    }

    private static Origin origin(JsonNode row) {
        String user = row.path("user").asText();
        return new Origin(
                Origin.Way.valueOf(row.path("way").asText()),
                user,
                !user.isEmpty(),
                row.path("credential").asText(),
                row.path("list").asText(),
                "",
                row.path("client").asText(),
                row.path("uid").asText());
    }

    QueueFacts facts() {
        return new QueueFacts(
                when,
                number("messages"),
                number("waiting"),
                number("deferred"),
                number("held"),
                number("from_nobody"),
                0, // a notification about a notification is never made
                number("local"),
                number("remote"),
                number("done"),
                0,
                oldest,
                ages,
                origins,
                recipients,
                senders,
                destinations);
    }

    private long number(String name) {
        return numbers.getOrDefault(name, 0L);
    }
}
