package org.sekisho.doctor;

/// How attempts to deliver ended.
/// @param deferral attempts that will be made again
public record Outcomes(long success, long failure, long deferral) {
    public static final Outcomes NONE = new Outcomes(0, 0, 0);
    public static final Outcomes SUCCESS = new Outcomes(1, 0, 0);
    public static final Outcomes FAILURE = new Outcomes(0, 1, 0);
    public static final Outcomes DEFERRAL = new Outcomes(0, 0, 1);

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

    /// What share of the attempts did not succeed, 0 to 1.
    double trouble() {
        return attempts() == 0 ? 0 : (double) (failure + deferral) / attempts();
    }

    Outcomes plus(Outcomes other) {
        return new Outcomes(success + other.success, failure + other.failure, deferral + other.deferral);
    }
}
