package org.sekisho.activity;

import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// Sums. All but the messages count recipients, and a recipient again at every attempt.
/// @param messages of which another server took something
/// @param accepted taken by another server
/// @param deferred to be tried again: the server said so, or could not be reached
/// @param refused for good
/// @param blocked those of the deferred and the refused where the server's reply says that it does not want our
/// mail
public record Counts(long messages, long accepted, long deferred, long refused, long blocked) {
    public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

    public Counts plus(Counts other) {
        return new Counts(
                messages + other.messages,
                accepted + other.accepted,
                deferred + other.deferred,
                refused + other.refused,
                blocked + other.blocked);
    }

    /// Recipients, whatever became of them.
    public long tried() {
        return accepted + deferred + refused;
    }

    /// How many of a hundred tries came to nothing.
    public int failedPercent() {
        return tried() == 0 ? 0 : (int) Math.round(100.0 * (deferred + refused) / tried());
    }

    static void write(Encoder encoder, Counts counts) {
        encoder.number(counts.messages)
                .number(counts.accepted)
                .number(counts.deferred)
                .number(counts.refused)
                .number(counts.blocked);
    }

    static Counts read(Decoder decoder) {
        return new Counts(decoder.number(), decoder.number(), decoder.number(), decoder.number(), decoder.number());
    }
}
