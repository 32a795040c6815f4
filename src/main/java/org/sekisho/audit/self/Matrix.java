package org.sekisho.audit.self;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the gate says to whom: for each source, listener, log-in, sender and form of recipient, one outcome. Its
/// text has a line for each group of cells that are alike, always in the same order; [#parse] reads it back.
/// Immutable.
public final class Matrix {
    private static final String NEXT = " | ";
    private static final String NOTHING = "nothing";
    private static final int DIMENSIONS = 4;

    /// What stands before the outcomes of a line: who, where, as whom, from which kind of sender.
    record Place(String source, String listener, String login, String sender) implements Comparable<Place> {
        private static final Comparator<Place> ORDER = Comparator.comparing(Place::source)
                .thenComparing(Place::listener)
                .thenComparing(Place::login)
                .thenComparing(Place::sender);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }

        private List<String> words() {
            return List.of(source, listener, login, sender);
        }
    }

    /// A line while it is made: several words in each place.
    private record Group(List<String> places, String outcomes) {
        private Group without(int place) {
            List<String> rest = new ArrayList<>(places);
            rest.set(place, "");
            return new Group(rest, outcomes);
        }
    }

    private final SortedMap<Place, SortedMap<String, String>> cells;

    /// @param cells for each key, the outcome of each form of recipient
    Matrix(Map<Place, ? extends Map<String, String>> cells) {
        SortedMap<Place, SortedMap<String, String>> copy = new TreeMap<>();
        cells.forEach((key, outcomes) -> copy.put(key, new TreeMap<>(outcomes)));
        this.cells = copy;
    }

    /// How many questions it answers.
    public int size() {
        return cells.values().stream().mapToInt(Map::size).sum();
    }

    /// One line for each group of cells that are alike.
    public List<String> lines() {
        Map<Place, String> outcomes = new TreeMap<>();
        cells.forEach((key, each) -> outcomes.put(key, sorted(each)));
        return grouped(outcomes);
    }

    public String text() {
        return String.join("\n", lines());
    }

    /// What was otherwise before, grouped likewise.
    public List<String> difference(Matrix before) {
        Map<Place, String> changes = new TreeMap<>();
        var keys = new TreeSet<>(cells.keySet());
        keys.addAll(before.cells.keySet());
        for (Place key : keys) {
            SortedMap<String, String> changed = new TreeMap<>();
            var now = cells.getOrDefault(key, new TreeMap<>());
            var then = before.cells.getOrDefault(key, new TreeMap<>());
            var forms = new TreeSet<>(now.keySet());
            forms.addAll(then.keySet());
            for (String form : forms) {
                String was = then.getOrDefault(form, NOTHING);
                String is = now.getOrDefault(form, NOTHING);
                if (!was.equals(is)) {
                    changed.put(form, was + ">" + is);
                }
            }
            if (!changed.isEmpty()) {
                changes.put(key, sorted(changed));
            }
        }
        return grouped(changes);
    }

    /// `deliver local, postmaster; refuse outside`
    private static String sorted(Map<String, String> outcomes) {
        SortedMap<String, List<String>> forms = new TreeMap<>();
        outcomes.forEach((form, outcome) ->
                forms.computeIfAbsent(outcome, _ -> new ArrayList<>()).add(form));
        return forms.entrySet().stream()
                .map(each -> each.getKey() + " " + String.join(", ", each.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static List<String> grouped(Map<Place, String> outcomes) {
        List<Group> groups = outcomes.entrySet().stream()
                .map(each -> new Group(each.getKey().words(), each.getValue()))
                .toList();
        for (int place = DIMENSIONS - 1; place >= 0; place--) {
            groups = merged(groups, place);
        }
        return groups.stream()
                .map(group -> String.join(NEXT, group.places()) + NEXT + group.outcomes())
                .sorted()
                .toList();
    }

    private static List<Group> merged(List<Group> groups, int place) {
        Map<Group, List<String>> alike = new LinkedHashMap<>();
        for (Group group : groups) {
            alike.computeIfAbsent(group.without(place), _ -> new ArrayList<>())
                    .add(group.places().get(place));
        }
        List<Group> merged = new ArrayList<>();
        alike.forEach((group, words) -> {
            List<String> places = new ArrayList<>(group.places());
            places.set(place, words.stream().sorted().collect(Collectors.joining(", ")));
            merged.add(new Group(places, group.outcomes()));
        });
        return merged;
    }

    /// @throws IllegalArgumentException not a matrix's text
    public static Matrix parse(String text) {
        Map<Place, Map<String, String>> cells = new TreeMap<>();
        text.lines().forEach(line -> {
            String[] places = line.split(" \\| ", -1);
            if (places.length != DIMENSIONS + 1) {
                throw new IllegalArgumentException("not a line of a matrix: " + line);
            }
            Map<String, String> outcomes = outcomes(places[DIMENSIONS]);
            for (String source : words(places[0])) {
                for (String listener : words(places[1])) {
                    for (String login : words(places[2])) {
                        words(places[3])
                                .forEach(sender -> cells.put(new Place(source, listener, login, sender), outcomes));
                    }
                }
            }
        });
        return new Matrix(cells);
    }

    private static Map<String, String> outcomes(String text) {
        Map<String, String> outcomes = new TreeMap<>();
        for (String group : text.split("; ", -1)) {
            int space = group.indexOf(' ');
            if (space < 0) {
                throw new IllegalArgumentException("not an outcome: " + group);
            }
            words(group.substring(space + 1)).forEach(form -> outcomes.put(form, group.substring(0, space)));
        }
        return outcomes;
    }

    private static List<String> words(String text) {
        return List.of(text.split(", ", -1));
    }
}
