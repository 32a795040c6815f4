package org.sekisho.accounts;

/// Names an account for ever: never reused, not changed when its address is.
/// @param value 16 lower-case hexadecimal digits
public record AccountId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
