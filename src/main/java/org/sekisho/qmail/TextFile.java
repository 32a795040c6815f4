package org.sekisho.qmail;

import java.util.List;

/// What reading a file gave. That it is not there and that it cannot be read are different answers: a missing
/// `rcpthosts` is an open relay, an unreadable one is a question.
public sealed interface TextFile {
    /// @param lines empty ones and comments included
    record Lines(List<Line> lines) implements TextFile {
        public Lines {
            lines = List.copyOf(lines);
        }
    }

    record Missing() implements TextFile {}

    record Unreadable(String why) implements TextFile {}

    /// No lines when there is no file or it cannot be read.
    default List<Line> orNone() {
        return switch (this) {
            case Lines(var lines) -> lines;
            case Missing() -> List.of();
            case Unreadable _ -> List.of();
        };
    }
}
