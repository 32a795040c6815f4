package org.sekisho.doctor;

/// What came and went in an hour.
/// @param messages that came in
/// @param ended recipients who were served or given up
public record Flow(long messages, long ended) {
    static final Flow NONE = new Flow(0, 0);

    Flow plus(Flow other) {
        return new Flow(messages + other.messages, ended + other.ended);
    }
}
