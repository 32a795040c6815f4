package org.sekisho.search;

import java.io.IOException;
import java.io.Reader;
import java.nio.CharBuffer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;

/// The terms ([Tokens]) of some texts, made as the index asks for them: a few KiB at a time. Used by one thread, once.
final class TermStream extends TokenStream {
    private static final int PIECE = 2_048; // chars

    /// One text after the other.
    interface Source {
        /// @return empty after the last one
        Optional<Reader> next() throws IOException;
    }

    private record Term(String text, int step) {}

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute increment = addAttribute(PositionIncrementAttribute.class);
    private final Source source;
    private final Queue<Term> ready = new ArrayDeque<>();
    private final Folding folding = new Folding(new Tokens((text, step) -> ready.add(new Term(text.toString(), step))));
    private final char[] piece = new char[PIECE];
    private Optional<Reader> reading = Optional.empty();

    TermStream(Source source) {
        this.source = source;
    }

    @Override
    public boolean incrementToken() throws IOException {
        while (ready.isEmpty()) {
            if (!read()) {
                return false;
            }
        }
        Term next = ready.remove();
        clearAttributes();
        term.append(next.text());
        increment.setPositionIncrement(next.step());
        return true;
    }

    private boolean read() throws IOException {
        if (reading.isEmpty()) {
            reading = source.next();
            return reading.isPresent();
        }
        int count = reading.get().read(piece);
        if (count < 0) {
            folding.end();
            reading = Optional.empty();
        } else {
            folding.add(CharBuffer.wrap(piece, 0, count));
        }
        return true;
    }
}
