package org.sekisho.config;

/// The whole settings file. Made by `SettingsReader` only, so a value of this type is valid.
public record Settings() {}
