package org.sekisho.postfix;

/// A line of a settings file or map, with those that continue it.
/// @param number of its first line, from 1
record LogicalLine(int number, String text) {}
