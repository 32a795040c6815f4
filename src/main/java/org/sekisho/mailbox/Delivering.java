package org.sekisho.mailbox;

import java.util.Optional;

/// Adds one delivered message, once.
/// @param emailId for the message, if it turns out to be new
/// @param summary its row, when it is made already
record Delivering(Delivery delivery, long emailId, Optional<byte[]> summary) implements Change<Appended> {
    private static final int ROWS_OCTETS = 512;

    @Override
    public int weight() {
        return ROWS_OCTETS
                + delivery.head().length
                + summary.map(row -> row.length).orElse(0);
    }

    @Override
    public Appended applyTo(Turn turn) {
        Optional<Long> earlier = turn.delivered(delivery.deliveryId());
        if (earlier.isPresent()) {
            return new Appended.AlreadyThere(earlier.get());
        }
        if (!turn.allowsDelivery(delivery.octets())) {
            return new Appended.OverQuota("the mailbox is full");
        }
        return new Appended.Stored(turn.add(new NewMessage(
                        delivery.body(),
                        Optional.empty(),
                        Optional.of(delivery.deliveryId()),
                        delivery.octets(),
                        delivery.head(),
                        delivery.internalDate(),
                        Flags.NONE,
                        emailId)
                .withSummary(summary)));
    }
}
