package org.sekisho.audit.relay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sekisho.events.Shipped;

/// One thing that a relay tester tries.
/// @param source who published it
/// @param tries what it is, in a few words
/// @param dialogue the steps, with names in braces for what depends on the server
public record Probe(String id, String source, String tries, List<String> dialogue) {
    /// The start of a step that sends a message with another end of the data; the end follows, with escapes.
    static final String SMUGGLE = "SMUGGLE ";
    /// The step that sends a command behind STARTTLS in the same packet.
    static final String INJECT = "INJECT";

    private static final int FIELDS = 4;

    public Probe {
        dialogue = List.copyOf(dialogue);
    }

    /// Whether its message is for the local user.
    public boolean needsUser() {
        return dialogue.getFirst().startsWith(SMUGGLE);
    }

    /// Whether it tries to log in.
    public boolean logsIn() {
        return dialogue.stream().anyMatch(step -> step.startsWith("AUTH "));
    }

    /// All of them, in the order of the file `probes.tsv`.
    public static List<Probe> published() {
        return read(Shipped.lines(Probe.class, "probes.tsv"));
    }

    /// @throws IllegalArgumentException with the number of the line that is wrong
    static List<Probe> read(List<String> lines) {
        List<Probe> probes = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.startsWith("#") && !line.isBlank()) {
                String[] fields = line.split("\t", -1);
                if (fields.length != FIELDS || fields[FIELDS - 1].isBlank() || !ids.add(fields[0])) {
                    throw new IllegalArgumentException(
                            "probes.tsv, line " + (i + 1) + ": an id of its own, source, what it tries, dialogue");
                }
                probes.add(new Probe(fields[0], fields[1], fields[2], List.of(fields[3].split(" \\| ", -1))));
            }
        }
        return probes;
    }
}
