package org.sekisho.audit.relay;

/// @param evidence the reply that decided it, or what arrived
public record Result(Probe probe, Verdict verdict, String evidence) {}
