package org.sekisho.notice;

/// What became of an attempt to tell somebody.
sealed interface Outcome {
    record Told() implements Outcome {}

    /// It may work later.
    record Later(String why) implements Outcome {}

    record Failed(String why) implements Outcome {}
}
