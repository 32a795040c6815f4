package org.sekisho.postfix;

/// One line of main.cf.
/// @param value as written, with `$name` in it
/// @param line from 1; 0 is a default
public record Setting(String name, String value, int line) {}
