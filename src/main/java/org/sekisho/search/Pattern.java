package org.sekisho.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A needle as terms of the index ([Tokens]).
/// @param steps one behind the other, each at the position after the one before; empty: any message may match
/// @param ordered whether they must stand in this order; otherwise each somewhere in the field
/// @param exact whether the messages with these terms are just those that contain the needle; otherwise each must be
///     looked into
record Pattern(List<Step> steps, boolean ordered, boolean exact) {
    /// Which terms will do for one step.
    enum Fit {
        WHOLE,
        BEGINS,
        ENDS,
        CONTAINS
    }

    /// @param term as in the index, with [Tokens#mark] in front
    record Step(String term, Fit fit, Script script) {}

    private record Run(Script script, int[] letters) {
        boolean isSpace() {
            return letters.length == 1 && letters[0] == ' ';
        }
    }

    static Pattern of(String needle) {
        return new Compiler(runs(Folding.fold(needle))).compile();
    }

    private static List<Run> runs(String folded) {
        List<Run> runs = new ArrayList<>();
        int[] letters = folded.codePoints().toArray();
        int start = 0;
        for (int i = 1; i <= letters.length; i++) {
            if (i == letters.length || Script.of(letters[i]) != Script.of(letters[start])) {
                runs.add(new Run(Script.of(letters[start]), Arrays.copyOfRange(letters, start, i)));
                start = i;
            }
        }
        return runs;
    }

    private static final class Compiler {
        private final List<Run> runs;
        private final List<Step> steps = new ArrayList<>();
        private boolean exact = true;
        private boolean ordered = true;

        Compiler(List<Run> runs) {
            this.runs = runs;
        }

        Pattern compile() {
            for (int i = 0; i < runs.size(); i++) {
                Run run = runs.get(i);
                if (run.script() == Script.UNSPACED) {
                    unspaced(i, run.letters());
                } else if (run.isSpace() && touchesWord(i)) {
                    // Between two words it is understood. At an edge of the needle the run may go on, or be understood.
                    exact &= !isFirst(i) && !isLast(i);
                } else {
                    run(i, run);
                }
            }
            boolean nothing = steps.isEmpty();
            return new Pattern(List.copyOf(steps), ordered, exact && !nothing);
        }

        /// Whether the index may have left this space out.
        private boolean touchesWord(int i) {
            boolean before = isFirst(i) || runs.get(i - 1).script() == Script.WORD;
            boolean after = isLast(i) || runs.get(i + 1).script() == Script.WORD;
            return before && after;
        }

        private void unspaced(int i, int[] letters) {
            for (int at = 0; at + 1 < letters.length; at++) {
                add(Script.UNSPACED, text(letters, at, at + 2), Fit.WHOLE);
            }
            int last = letters.length - 1;
            if (!isLast(i)) {
                add(Script.UNSPACED, text(letters, last, last + 1), Fit.WHOLE);
            } else if (last == 0) {
                add(Script.UNSPACED, text(letters, 0, 1), Fit.BEGINS);
            }
        }

        private void run(int i, Run run) {
            int[] letters = run.letters();
            boolean edge = isFirst(i) || isLast(i);
            if (letters.length > (edge ? Tokens.OVERLAP : Tokens.LONGEST)) {
                exact = false;
                ordered = false;
                for (int at = 0; at < letters.length; at += Tokens.OVERLAP) {
                    int from = Math.min(at, letters.length - Tokens.OVERLAP);
                    add(run.script(), text(letters, from, from + Tokens.OVERLAP), Fit.CONTAINS);
                }
                return;
            }
            Fit fit = isFirst(i) ? isLast(i) ? Fit.CONTAINS : Fit.ENDS : isLast(i) ? Fit.BEGINS : Fit.WHOLE;
            add(run.script(), text(letters, 0, letters.length), fit);
        }

        private void add(Script script, String text, Fit fit) {
            steps.add(new Step(Tokens.mark(script) + text, fit, script));
        }

        private boolean isFirst(int i) {
            return i == 0;
        }

        private boolean isLast(int i) {
            return i == runs.size() - 1;
        }

        private static String text(int[] letters, int from, int to) {
            return new String(letters, from, to - from);
        }
    }
}
