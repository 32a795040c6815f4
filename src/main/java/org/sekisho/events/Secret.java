package org.sekisho.events;

/// A password, key or token: never printed.
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
