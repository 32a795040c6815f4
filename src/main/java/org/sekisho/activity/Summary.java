package org.sekisho.activity;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Who was busiest in some time.
/// @param from the beginning of the first hour
/// @param rankings one for each dimension
public record Summary(Instant from, Instant until, Map<Dimension, Ranking> rankings) {
    public Summary {
        rankings = Map.copyOf(new EnumMap<>(rankings));
    }

    /// @param name of a holder, client, destination or way
    public record Line(String name, Counts counts) {}

    /// @param lines those who sent to most recipients first
    /// @param others all who are not in a line of their own
    public record Ranking(List<Line> lines, Counts others) {
        public Ranking {
            lines = List.copyOf(lines);
        }

        /// The first of them; the rest joins the others.
        public Ranking top(int most) {
            Counts rest = others;
            for (Line line : lines.subList(Math.min(most, lines.size()), lines.size())) {
                rest = rest.plus(line.counts());
            }
            return new Ranking(lines.subList(0, Math.min(most, lines.size())), rest);
        }

        public Counts total() {
            return lines.stream().map(Line::counts).reduce(others, Counts::plus);
        }
    }

    public Ranking by(Dimension dimension) {
        return rankings.getOrDefault(dimension, new Ranking(List.of(), Counts.NONE));
    }

    /// Where one holder sent to.
    public Ranking destinationsOf(String holder) {
        String prefix = holder + " ";
        List<Line> lines = by(Dimension.WAY).lines().stream()
                .filter(line -> line.name().startsWith(prefix))
                .map(line -> new Line(line.name().substring(prefix.length()), line.counts()))
                .toList();
        return new Ranking(lines, Counts.NONE);
    }
}
