package org.sekisho.accounts;

import java.util.Optional;
import org.sekisho.events.Secret;

/// What proved a password on the server that an account comes from.
public sealed interface OldPassword {
    /// The password itself.
    /// @param hash as the old server kept it beside: only its salt is noted, to see when the password was changed
    /// there
    record Clear(Secret password, Optional<Secret> hash) implements OldPassword {}

    /// A hash that can be kept: Argon2id, or one of crypt(3) until the first log-in.
    record Hash(Secret hash) implements OldPassword {}

    /// No password opens it until somebody sets one.
    record None() implements OldPassword {}

    /// @param text Argon2id, DES, MD5-crypt, SHA-256-crypt, SHA-512-crypt or bcrypt
    /// @return empty: another form, or one that would cost too much to check
    static Optional<OldPassword> ofHash(Secret text) {
        return Argon2.read(text.value()).isPresent()
                        || CryptHash.read(text.value()).isPresent()
                ? Optional.of(new Hash(text))
                : Optional.empty();
    }
}
