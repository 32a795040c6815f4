package org.sekisho.doctor;

/// Which mail server it is.
public enum Software {
    QMAIL("qmail"),
    POSTFIX("Postfix"),
    SEKISHO("Sekisho");

    private final String title;

    Software(String title) {
        this.title = title;
    }

    /// As people write it.
    public String title() {
        return title;
    }

    Practice practice() {
        return switch (this) {
            case QMAIL -> Practice.QMAIL;
            case POSTFIX -> Practice.POSTFIX;
            case SEKISHO -> Practice.SEKISHO;
        };
    }
}
