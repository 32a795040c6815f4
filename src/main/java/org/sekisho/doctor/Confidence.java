package org.sekisho.doctor;

/// How sure a finding is.
public enum Confidence {
    /// Counted, not concluded.
    CERTAIN("certain", "確実"),
    /// Concluded from what this machine itself has written.
    LIKELY("likely", "可能性が高い"),
    /// Concluded from what a sender could have written, or with another explanation that is as good.
    POSSIBLE("possible", "可能性あり");

    private final String en;
    private final String ja;

    Confidence(String en, String ja) {
        this.en = en;
        this.ja = ja;
    }

    public Text text() {
        return new Text(en, ja);
    }
}
