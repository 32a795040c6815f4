package org.sekisho.accounts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sekisho.address.Mailbox;
import org.sekisho.sasl.HmacMd5;
import org.sekisho.sasl.Keys;

/// An account as its row holds it, with what proves its passwords. Read for a log-in, then forgotten: the
/// snapshot in memory keeps no secrets.
/// @param revision the directory's version that wrote it
/// @param salt of SCRAM, one for all credentials, never changed
/// @param cramMd5 whether the owner opted in; takes effect with the next password
record StoredAccount(
        AccountId id,
        Mailbox primary,
        boolean suspended,
        long revision,
        byte[] salt,
        int iterations,
        boolean cramMd5,
        List<Credential> credentials) {

    /// @param created when it was given its secret; another secret has a later time, the same with another hash has
    ///     the same
    /// @param hash Argon2id in the PHC form, or the crypt(3) hash that came from another server; app passwords
    ///     have none, and a main credential without one opens to no password
    record Credential(
            CredentialId id,
            String name,
            Instant created,
            Scope scope,
            Optional<String> hash,
            Optional<ScramPair> scram,
            Optional<HmacMd5> cram,
            boolean suspended) {
        boolean isMain() {
            return id.equals(CredentialId.MAIN);
        }

        Credential with(Optional<ScramPair> scram, Optional<HmacMd5> cram) {
            return new Credential(id, name, created, scope, hash, scram, cram, suspended);
        }

        /// The same with a later time than that of the one whose place it takes, whatever clocks say: it is what
        /// tells one secret from the next.
        Credential after(Optional<Credential> earlier) {
            Instant last = earlier.map(Credential::created).orElse(Instant.MIN);
            return created.isAfter(last)
                    ? this
                    : new Credential(id, name, last.plusNanos(1), scope, hash, scram, cram, suspended);
        }

        Credential withHash(String other) {
            return new Credential(id, name, created, scope, Optional.of(other), scram, cram, suspended);
        }

        Credential withScope(Scope other) {
            return new Credential(id, name, created, other, hash, scram, cram, suspended);
        }

        Credential withSuspended(boolean value) {
            return new Credential(id, name, created, scope, hash, scram, cram, value);
        }
    }

    record ScramPair(byte[] storedKey, byte[] serverKey) {
        static ScramPair of(Keys.ScramKey key) {
            return new ScramPair(key.storedKey(), key.serverKey());
        }
    }

    Optional<Credential> credential(CredentialId wanted) {
        return credentials.stream().filter(each -> each.id().equals(wanted)).findFirst();
    }

    List<Credential> apps() {
        return credentials.stream().filter(each -> !each.isMain()).toList();
    }

    StoredAccount at(long newRevision) {
        return new StoredAccount(id, primary, suspended, newRevision, salt, iterations, cramMd5, credentials);
    }

    StoredAccount withSuspended(boolean value) {
        return new StoredAccount(id, primary, value, revision, salt, iterations, cramMd5, credentials);
    }

    StoredAccount withCramMd5(boolean value) {
        List<Credential> kept = value
                ? credentials
                : credentials.stream()
                        .map(each -> each.with(each.scram(), Optional.empty()))
                        .toList();
        return new StoredAccount(id, primary, suspended, revision, salt, iterations, value, kept);
    }

    /// With this credential in the place of the one of the same id, or behind the others.
    StoredAccount with(Credential credential) {
        return withCredentials(Stream.concat(
                        credentials.stream().filter(each -> !each.id().equals(credential.id())), Stream.of(credential))
                .toList());
    }

    StoredAccount without(CredentialId gone) {
        return withCredentials(
                credentials.stream().filter(each -> !each.id().equals(gone)).toList());
    }

    private StoredAccount withCredentials(List<Credential> values) {
        return new StoredAccount(id, primary, suspended, revision, salt, iterations, cramMd5, List.copyOf(values));
    }
}
