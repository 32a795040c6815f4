package org.sekisho.config;

import java.util.List;

/// The settings file cannot be used: each problem says what is wrong, where, and what to write instead.
public final class SettingsException extends Exception {
    private final List<String> problems;

    public SettingsException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
