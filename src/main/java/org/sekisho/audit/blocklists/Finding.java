package org.sekisho.audit.blocklists;

/// What one list said about one subject.
public record Finding(Subject subject, Zone zone, Verdict verdict) {
    public Status status() {
        return verdict.status();
    }
}
