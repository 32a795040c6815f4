package org.sekisho.mailbox;

/// Makes a mailbox take no more changes, before its rows go.
record Closing() implements Change<Boolean> {
    @Override
    public int weight() {
        return ALONE;
    }

    @Override
    public Boolean applyTo(Turn turn) {
        turn.close();
        return true;
    }
}
