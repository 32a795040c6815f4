package org.sekisho.doctor;

/// One thing that was found.
/// @param id what kind of thing, a fixed word
/// @param found with the numbers and names
/// @param meaning what it says of the server
/// @param advice what to do
public record Finding(String id, Severity severity, Confidence confidence, Text found, Text meaning, Text advice) {}
