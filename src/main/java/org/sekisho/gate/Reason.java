package org.sekisho.gate;

/// Why the gate said what it said: for the reply, the log and `explain`.
/// @param code stable word for scripts, e.g. `relay-denied`, `no-such-user`, `permit-account`
/// @param enhancedCode RFC 3463, e.g. `5.7.1`; empty for a yes
/// @param text for the peer: names no internals
public record Reason(String code, String enhancedCode, String text) {}
