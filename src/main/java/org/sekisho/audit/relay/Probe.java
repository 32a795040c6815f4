package org.sekisho.audit.relay;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.sekisho.events.Shipped;

/// One thing that a relay tester tries.
/// @param source who published it
/// @param tries what it is, in a few words
/// @param triesJapanese the same in Japanese
/// @param dialogue the steps, with names in braces for what depends on the server
public record Probe(String id, String source, String tries, String triesJapanese, List<String> dialogue) {
    /// The start of a step that sends a message with another end of the data; the end follows, with escapes.
    static final String SMUGGLE = "SMUGGLE ";
    /// The step that sends a command behind STARTTLS in the same packet.
    static final String INJECT = "INJECT";

    /// A name below the outside domain, or not.
    private static final Pattern BELOW = Pattern.compile("\\{domain}[.．。]\\{outside");

    private static final int FIELDS = 5;

    public Probe {
        dialogue = List.copyOf(dialogue);
    }

    /// Whether its message is for the local user.
    public boolean needsUser() {
        return dialogue.getFirst().startsWith(SMUGGLE);
    }

    /// Whether a message for the local user is a part of its dialogue.
    public boolean sendsByItself() {
        return dialogue.contains("DATA");
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
                    throw new IllegalArgumentException("probes.tsv, line " + (i + 1)
                            + ": an id of its own, source, what it tries in two languages, dialogue");
                }
                probes.add(
                        new Probe(fields[0], fields[1], fields[2], fields[3], List.of(fields[4].split(" \\| ", -1))));
            }
        }
        return probes;
    }

    /// Whether a recipient of it is outside.
    boolean namesOutside() {
        return dialogue.stream().anyMatch(Probe::namesOutside);
    }

    /// Whether its message would come to where mail for the outside domain goes; else nothing that did not come
    /// proves anything.
    boolean isSeenOutside() {
        return dialogue.stream()
                .anyMatch(step -> namesOutside(step)
                        && path(step).toLowerCase(Locale.ROOT).contains("{outside")
                        && !BELOW.matcher(path(step)).find());
    }

    /// Whether it begins with TLS by itself.
    boolean startsTls() {
        return dialogue.stream().anyMatch(step -> step.equals("STARTTLS") || step.equals(INJECT));
    }

    /// Whether a recipient of it is the local user.
    boolean namesUser() {
        return dialogue.stream().anyMatch(step -> isRcpt(step) && path(step).contains("{user}"))
                || dialogue.getFirst().startsWith(SMUGGLE);
    }

    /// Whether the path of this RCPT is for the outside; what a parameter says does not count.
    static boolean namesOutside(String step) {
        return isRcpt(step) && path(step).toLowerCase(Locale.ROOT).contains("victim}");
    }

    private static boolean isRcpt(String step) {
        return step.regionMatches(true, 0, "RCPT", 0, 4);
    }

    private static String path(String step) {
        int end = step.lastIndexOf('>');
        return end < 0 ? step : step.substring(0, end);
    }
}
