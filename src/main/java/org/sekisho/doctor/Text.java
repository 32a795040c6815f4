package org.sekisho.doctor;

/// The same in English and in Japanese.
public record Text(String en, String ja) {}
