package org.sekisho.doctor;

/// Who or what sends.
record Responsible(Origin.Kind kind, String name) {}
