package org.sekisho.doctor;

import java.util.Map;

/// Replies of one kind that other servers gave.
/// @param example the last of them
/// @param destinations how often, by domain; the most frequent first
public record Blocked(Phrase phrase, long times, String example, Map<String, Long> destinations) {}
