package org.sekisho.doctor;

/// How attempts to deliver ended.
/// @param deferral attempts that will be made again
public record Outcomes(long success, long failure, long deferral) {
    static final Outcomes NONE = new Outcomes(0, 0, 0);

    /// Recipients who are done with, well or badly.
    public long ended() {
        return success + failure;
    }

    public long attempts() {
        return success + failure + deferral;
    }

    /// What share of those who are done with was refused, 0 to 1.
    public double failureRatio() {
        return ended() == 0 ? 0 : (double) failure / ended();
    }

    Outcomes plus(Outcomes other) {
        return new Outcomes(success + other.success, failure + other.failure, deferral + other.deferral);
    }
}
