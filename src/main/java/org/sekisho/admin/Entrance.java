package org.sekisho.admin;

import org.sekisho.blocklist.Door;
import org.sekisho.gate.RelayGate;

/// Who decides about what comes in: first the door, which knows the blocklist, then the gate.
public record Entrance(RelayGate gate, Door door) {}
