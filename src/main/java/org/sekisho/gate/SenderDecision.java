package org.sekisho.gate;

/// The answer for MAIL FROM or the From: header field.
public sealed interface SenderDecision {
    record Allowed() implements SenderDecision {}

    record Refused(Reason reason) implements SenderDecision {}

    record TryLater(Reason reason) implements SenderDecision {}
}
