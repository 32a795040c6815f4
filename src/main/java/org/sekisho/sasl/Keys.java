package org.sekisho.sasl;

import java.time.Duration;
import java.util.List;

/// Where a server exchange gets the keys it checks a proof with. May block.
public interface Keys {
    /// For unknown users a stable made-up salt and no keys, so that nobody learns who exists (RFC 5802 §9).
    Answer<ScramKeys> scram(String user);

    /// For unknown users, and for those who did not opt in, a list without keys.
    Answer<List<CramKey>> cramMd5(String user);

    sealed interface Answer<T> {
        record Found<T>(T keys) implements Answer<T> {}

        /// Too many wrong guesses from there, or for this user.
        record SlowDown<T>(Duration retryAfter) implements Answer<T> {}

        record CouldNotAsk<T>(String why) implements Answer<T> {}
    }

    /// @param salt one for all credentials of a user, so that each of them can be tried against one proof
    /// @param candidates the keys of every credential that would do
    record ScramKeys(byte[] salt, int iterations, List<ScramKey> candidates) {}

    /// StoredKey and ServerKey of RFC 5802 §3.
    record ScramKey(String credential, byte[] storedKey, byte[] serverKey) {}

    record CramKey(String credential, HmacMd5 key) {}
}
