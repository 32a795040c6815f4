package org.sekisho.qmail;

/// One line of a file.
/// @param text without the line feed and without blanks at its end, which qmail ignores
public record Line(Place place, String text) {}
