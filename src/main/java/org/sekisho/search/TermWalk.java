package org.sekisho.search;

import java.io.IOException;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/// The terms of one field of one segment that will do for one step of a pattern, in their order. Looking for parts of
/// words reads all words there are: some 20 ns each. A second index of the parts of words would be quicker, but
/// needs more room and more code than that is worth.
final class TermWalk {
    private final TermsEnum terms;
    private final BytesRef wanted;
    private final BytesRef part; // of wanted, without the mark in front
    private final BytesRef from;
    private final Pattern.Step step;
    private boolean started;

    TermWalk(Terms terms, Pattern.Step step) throws IOException {
        this.terms = terms.iterator();
        this.step = step;
        this.wanted = new BytesRef(step.term());
        int mark = Tokens.mark(step.script()).length();
        this.part = new BytesRef(wanted.bytes, wanted.offset + mark, wanted.length - mark);
        this.from = switch (step.fit()) {
            case WHOLE, BEGINS -> wanted;
            case ENDS, CONTAINS ->
                new BytesRef(step.script() == Script.WORD ? String.valueOf(Tokens.CUT) : Tokens.mark(step.script()));
        };
    }

    /// Goes to the next term; [#terms] stands on it.
    boolean next() throws IOException {
        if (step.fit() == Pattern.Fit.WHOLE) {
            boolean first = !started;
            started = true;
            return first && terms.seekExact(wanted);
        }
        @Nullable BytesRef term = started ? terms.next() : first();
        while (term != null && isInRange(term)) {
            if (fits(term)) {
                return true;
            }
            term = terms.next();
        }
        return false;
    }

    TermsEnum terms() {
        return terms;
    }

    private @Nullable BytesRef first() throws IOException {
        started = true;
        return terms.seekCeil(from) == TermsEnum.SeekStatus.END ? null : terms.term();
    }

    private boolean isInRange(BytesRef term) {
        return switch (step.fit()) {
            case WHOLE, BEGINS -> StringHelper.startsWith(term, wanted);
            case ENDS, CONTAINS -> step.script() == Script.WORD || StringHelper.startsWith(term, from);
        };
    }

    private boolean fits(BytesRef term) {
        return switch (step.fit()) {
            case WHOLE, BEGINS -> true;
            case ENDS -> StringHelper.endsWith(term, part);
            case CONTAINS -> contains(term, part);
        };
    }

    private static boolean contains(BytesRef term, BytesRef part) {
        byte first = part.bytes[part.offset];
        int last = term.offset + term.length - part.length;
        for (int at = term.offset; at <= last; at++) {
            if (term.bytes[at] == first && isAt(term.bytes, at, part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAt(byte[] octets, int at, BytesRef part) {
        for (int i = 1; i < part.length; i++) {
            if (octets[at + i] != part.bytes[part.offset + i]) {
                return false;
            }
        }
        return true;
    }
}
