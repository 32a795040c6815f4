package org.sekisho.mailbox;

/// Gives a removed mailbox back, with the UIDVALIDITY that it has from now on.
record Reopening(long uidValidity) implements Change<Head> {
    @Override
    public int weight() {
        return ALONE;
    }

    @Override
    public boolean evenRemoved() {
        return true;
    }

    @Override
    public Head applyTo(Turn turn) {
        turn.reopen();
        if (turn.head().uidValidity() != uidValidity) {
            turn.setUidValidity(uidValidity);
        }
        return turn.head();
    }
}
