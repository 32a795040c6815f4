package org.sekisho.activity;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// What one attempt to hand one message to other servers came to.
/// @param client where the message came from
/// @param recipients those that other servers were tried for
public record Handover(String client, List<To> recipients) {
    public Handover {
        recipients = List.copyOf(recipients);
    }

    /// @param holder of the pass
    /// @param destination the domain
    /// @param said the other server's reply to a recipient it did not take; empty when there was none
    public record To(String holder, String destination, Result result, String said) {}

    public enum Result {
        ACCEPTED,
        DEFERRED,
        REFUSED
    }

    /// What it adds to each key. The message counts once wherever a recipient of it was accepted.
    /// @param blocks whether a reply says that our mail is not wanted
    Map<Dimension, Map<String, Counts>> counts(Predicate<String> blocks) {
        Map<Dimension, Map<String, Counts>> counts = new EnumMap<>(Dimension.class);
        for (To to : recipients) {
            boolean blocked = to.result() != Result.ACCEPTED && !to.said().isEmpty() && blocks.test(to.said());
            Counts one = one(to.result(), blocked ? 1 : 0);
            add(counts, Dimension.HOLDER, to.holder(), one);
            add(counts, Dimension.CLIENT, client, one);
            add(counts, Dimension.DESTINATION, to.destination(), one);
            add(counts, Dimension.WAY, to.holder() + " " + to.destination(), one);
        }
        return counts;
    }

    private static Counts one(Result result, int blocked) {
        return switch (result) {
            case ACCEPTED -> new Counts(1, 1, 0, 0, 0);
            case DEFERRED -> new Counts(0, 0, 1, 0, blocked);
            case REFUSED -> new Counts(0, 0, 0, 1, blocked);
        };
    }

    private static void add(Map<Dimension, Map<String, Counts>> all, Dimension dimension, String key, Counts one) {
        all.computeIfAbsent(dimension, _ -> HashMap.newHashMap(1)).merge(key, one, Handover::ofOneMessage);
    }

    private static Counts ofOneMessage(Counts a, Counts b) {
        Counts sum = a.plus(b);
        return new Counts(Math.min(sum.messages(), 1), sum.accepted(), sum.deferred(), sum.refused(), sum.blocked());
    }
}
