package org.sekisho.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sekisho.doctor.Origin.Kind;

/// Someone whose share of the queue is far above the others'.
/// @param count of this one
/// @param total of all, notifications left out: they are an effect and have no origin
/// @param authenticated whether all of it came with a login that was checked
/// @param credentials the app passwords it came with
record Suspect(Kind kind, String name, long count, long total, boolean authenticated, SortedSet<String> credentials) {
    private static final double SHARE = 0.2; // at most four can be that large at a time besides ordinary mail
    private static final long FAR = 10; // times an ordinary one; busy users differ by less in a queue of stuck mail

    private static final int CREDENTIALS = 5; // that are named

    double share() {
        return total == 0 ? 0 : (double) count / total;
    }

    /// Looks first at what says most, and takes what it explains out: the messages of a cracked account are not
    /// counted again for the addresses they came from. Many scripts of one site are found by their common uid.
    /// @param least fewer are nothing to speak of
    static List<Suspect> in(Map<Origin, Long> counts, long least) {
        var rest = new LinkedHashMap<>(counts);
        rest.keySet().removeIf(origin -> origin.way() == Origin.Way.BOUNCE);
        long total = sum(rest);
        var suspects = new ArrayList<Suspect>();
        for (Kind kind : Kind.values()) {
            Map<String, Long> byName = new HashMap<>();
            rest.forEach((origin, count) -> origin.name(kind).ifPresent(name -> byName.merge(name, count, Long::sum)));
            long ordinary = ordinary(byName, total);
            byName.forEach((name, count) -> {
                if (count >= least && count >= SHARE * total && count >= FAR * ordinary) {
                    suspects.add(new Suspect(
                            kind, name, count, total, authenticated(rest, kind, name), credentials(rest, kind, name)));
                }
            });
            rest.keySet()
                    .removeIf(origin -> origin.name(kind)
                            .filter(name -> isNamed(suspects, kind, name))
                            .isPresent());
        }
        suspects.sort((a, b) -> Long.compare(b.count, a.count));
        return suspects;
    }

    private static boolean isNamed(List<Suspect> suspects, Kind kind, String name) {
        return suspects.stream().anyMatch(each -> each.kind == kind && each.name.equals(name));
    }

    private static SortedSet<String> credentials(Map<Origin, Long> counts, Kind kind, String name) {
        return counts.keySet().stream()
                .filter(origin -> origin.name(kind).filter(name::equals).isPresent())
                .map(Origin::credential)
                .filter(credential -> !credential.isEmpty())
                .limit(CREDENTIALS)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean authenticated(Map<Origin, Long> counts, Kind kind, String name) {
        return counts.keySet().stream()
                .filter(origin -> origin.name(kind).filter(name::equals).isPresent())
                .allMatch(Origin::authenticated);
    }

    /// The median of those that are no suspects by their share; 0 when there are none.
    private static long ordinary(Map<String, Long> counts, long total) {
        List<Long> small = counts.values().stream()
                .filter(count -> count < SHARE * total)
                .sorted()
                .toList();
        return small.isEmpty() ? 0 : small.get(small.size() / 2);
    }

    private static long sum(Map<Origin, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
