package org.sekisho.search;

import java.util.Arrays;

/// Cuts folded text into the terms of the index, so that from their order alone the text could be put together again.
/// Memory does not grow with the text. Used by one thread.
///
/// - A run of letters and digits ([Script#WORD]) is one term.
/// - What stands between ([Script#BETWEEN]) is one term behind [#BETWEEN]; only the one space between two words, the
///   most frequent of all, is not written.
/// - In a run of letters without spaces ([Script#UNSPACED]) every letter is one term with the letter behind it, the
///   last one alone; behind [#UNSPACED].
/// - A run of more than [#LONGEST] letters is cut in pieces that overlap by [#OVERLAP], so that every part of up to
///   [#OVERLAP] letters lies in one of them. Where it was cut stands [#CUT].
final class Tokens implements Folding.Sink {
    static final int LONGEST = 64; // code points
    static final int OVERLAP = 32;
    // Control characters are in no folded text. These keep apart what a search for parts of words need not read.
    static final char BETWEEN = '\u0001';
    static final char UNSPACED = '\u0002';
    static final char CUT = '\u0003';

    /// Where the terms go.
    interface Sink {
        /// @param text valid during the call only
        /// @param step from the position of the term before; 2 at the beginning of a text, otherwise 1
        void token(CharSequence text, int step);
    }

    private final Sink sink;
    private final StringBuilder term = new StringBuilder();
    private final int[] run = new int[LONGEST + 1];
    private int length;
    private Script script = Script.BETWEEN;
    private Script before = Script.BETWEEN; // of the run before this one
    private boolean cut;
    private int step = 2;

    Tokens(Sink sink) {
        this.sink = sink;
    }

    @Override
    public void put(int letter) {
        Script now = Script.of(letter);
        if (length > 0 && now != script) {
            close(now);
        }
        script = now;
        run[length++] = letter;
        if (now == Script.UNSPACED && length == 2) {
            emit(0, 2, false);
            run[0] = run[1];
            length = 1;
        } else if (length > LONGEST) {
            emit(0, LONGEST, true);
            System.arraycopy(run, OVERLAP, run, 0, LONGEST + 1 - OVERLAP);
            length = LONGEST + 1 - OVERLAP;
            cut = true;
        }
    }

    @Override
    public void end() {
        if (length > 0) {
            close(Script.BETWEEN);
        }
        before = Script.BETWEEN;
        step = 2;
    }

    private void close(Script next) {
        boolean understood = before == Script.WORD && next == Script.WORD && length == 1 && run[0] == ' ' && !cut;
        if (!understood) {
            emit(0, length, false);
        }
        before = script;
        length = 0;
        cut = false;
    }

    /// What stands in front of every term of this kind.
    static String mark(Script script) {
        return switch (script) {
            case WORD -> "";
            case BETWEEN -> String.valueOf(BETWEEN);
            case UNSPACED -> String.valueOf(UNSPACED);
        };
    }

    private void emit(int from, int to, boolean goesOn) {
        term.setLength(0);
        term.append(mark(script));
        if (cut) {
            term.append(CUT);
        }
        Arrays.stream(run, from, to).forEach(term::appendCodePoint);
        if (goesOn) {
            term.append(CUT);
        }
        sink.token(term, step);
        step = 1;
    }
}
