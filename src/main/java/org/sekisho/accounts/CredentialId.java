package org.sekisho.accounts;

/// Names one password of an account: `main`, or the id of an app password.
/// @param value 1 to 32 characters
public record CredentialId(String value) {
    public static final CredentialId MAIN = new CredentialId("main");

    @Override
    public String toString() {
        return value;
    }
}
