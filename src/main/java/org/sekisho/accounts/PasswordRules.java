package org.sekisho.accounts;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.sekisho.accounts.StoredAccount.Credential;
import org.sekisho.accounts.StoredAccount.ScramPair;
import org.sekisho.events.Secret;
import org.sekisho.sasl.HmacMd5;
import org.sekisho.sasl.Keys;
import org.sekisho.sasl.Prepared;
import org.sekisho.sasl.Scram;

/// Makes what is stored of a password, and checks passwords against it. Safe from any thread; slow on purpose.
/// @param scram whether to keep the keys of SCRAM-SHA-256 beside the Argon2id hash
record PasswordRules(SecureRandom random, boolean scram) {
    static final int SALT_OCTETS = 16;

    private static final int MAX_OCTETS = 512;
    private static final String SCHEME = "{ARGON2ID}"; // as Dovecot writes it

    /// What a log-in attempt was found to be.
    /// @param complete true when keys of SCRAM could be added now that the password is known
    /// @param hash Argon2id, to take the place of a hash that came from another server
    record Match(CredentialId credential, boolean complete, Optional<String> hash) {
        Match(CredentialId credential, boolean complete) {
            this(credential, complete, Optional.empty());
        }
    }

    byte[] salt() {
        byte[] salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return salt;
    }

    /// The main credential for a new password; what it may be used for stays as it was.
    /// @param account its salt and CRAM-MD5 choice are used
    Credential main(StoredAccount account, Secret password, Instant now) throws DirectoryException {
        Scope scope =
                account.credential(CredentialId.MAIN).map(Credential::scope).orElse(Scope.ANYTHING);
        Optional<Argon2> hashed = hashed(password.value());
        if (hashed.isPresent()) {
            return credential(
                    CredentialId.MAIN, "", now, scope, Optional.of(hashed.get().toString()));
        }
        String prepared = prepared(password);
        return keyed(
                credential(
                        CredentialId.MAIN,
                        "",
                        now,
                        scope,
                        Optional.of(Argon2.of(prepared, random).toString())),
                account,
                prepared);
    }

    /// The main credential of an account that comes from another server.
    Credential takenOver(StoredAccount account, OldPassword password, Instant now) throws DirectoryException {
        return switch (password) {
            case OldPassword.Clear(var clear, var hash) -> {
                Optional<OldPassword> beside = hash.flatMap(OldPassword::ofHash);
                // a password that cannot be set here may still be proved by the hash beside it
                yield Prepared.query(clear.value()).isEmpty() && beside.isPresent()
                        ? takenOver(account, beside.get(), now)
                        : main(account, clear, now);
            }
            case OldPassword.Hash(var hash) ->
                credential(CredentialId.MAIN, "", now, Scope.ANYTHING, Optional.of(hash.value()));
            case OldPassword.None() -> credential(CredentialId.MAIN, "", now, Scope.ANYTHING, Optional.empty());
        };
    }

    private static Credential credential(
            CredentialId id, String name, Instant now, Scope scope, Optional<String> hash) {
        return new Credential(id, name, now, scope, hash, Optional.empty(), Optional.empty(), false);
    }

    /// An app password: SCRAM's keys are what it is checked with, so they are always kept.
    Credential app(StoredAccount account, CredentialId id, String name, Scope scope, Secret secret, Instant now) {
        Credential bare = credential(id, name, now, scope, Optional.empty());
        return bare.with(Optional.of(pair(account, secret.value())), cram(account, secret.value()));
    }

    /// The same credential with the keys of the mechanisms that do not show the password.
    Credential keyed(Credential credential, StoredAccount account, String prepared) {
        return credential.with(
                scram ? Optional.of(pair(account, prepared)) : Optional.empty(), cram(account, prepared));
    }

    private static ScramPair pair(StoredAccount account, String prepared) {
        return ScramPair.of(Scram.derive("", prepared, account.salt(), account.iterations()));
    }

    private static Optional<HmacMd5> cram(StoredAccount account, String prepared) {
        return account.cramMd5()
                ? Optional.of(HmacMd5.of(prepared.getBytes(StandardCharsets.UTF_8)))
                : Optional.empty();
    }

    private static Optional<Argon2> hashed(String value) {
        return Argon2.read(value.startsWith(SCHEME) ? value.substring(SCHEME.length()) : value);
    }

    private static String prepared(Secret password) throws DirectoryException {
        String value = password.value();
        if (value.startsWith("$argon2") || value.startsWith(SCHEME)) {
            throw new DirectoryException(
                    DirectoryException.Kind.INVALID,
                    "the password looks like an Argon2 hash but is none that can be used: expected "
                            + "$argon2id$v=19$m=…,t=…,p=…$salt$hash with at most 256 MiB and 16 passes");
        }
        if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
            throw new DirectoryException(
                    DirectoryException.Kind.INVALID, "a password has 1 to " + MAX_OCTETS + " octets");
        }
        return Prepared.query(value)
                .orElseThrow(() -> new DirectoryException(
                        DirectoryException.Kind.INVALID,
                        "the password has a character that cannot be used in one (a control character, or one that "
                                + "devices type differently)"));
    }

    /// Which credential this password is, if any. Takes the same time for an account that does not exist: hand in
    /// [#nobody].
    Optional<Match> check(StoredAccount account, Secret password) {
        String raw = password.value();
        String prepared = Prepared.query(raw).orElse(raw);
        Optional<Match> app = AppSecret.typed(raw)
                .map(secret -> Scram.derive("", secret, account.salt(), account.iterations()))
                .flatMap(key -> app(account, key));
        if (app.isPresent()) {
            return app;
        }
        Optional<Credential> main = account.credential(CredentialId.MAIN);
        Optional<String> stored = main.flatMap(Credential::hash);
        Optional<Argon2> argon2 = stored.flatMap(Argon2::read);
        if (main.isEmpty() || argon2.isEmpty()) {
            return takenOver(stored.flatMap(CryptHash::read), raw, prepared);
        }
        Argon2 hash = argon2.get();
        // a hash made elsewhere may be of the password as it was typed there
        boolean good = hash.matches(prepared) || (!prepared.equals(raw) && hash.matches(raw));
        boolean keys = scram && main.get().scram().isEmpty();
        boolean cram = account.cramMd5() && main.get().cram().isEmpty();
        return good ? Optional.of(new Match(CredentialId.MAIN, keys || cram)) : Optional.empty();
    }

    /// A hash from another server is quick to guess, so the first log-in that proves it replaces it. The new one
    /// is made whether or not the password is right: the time must not tell which accounts have an old one, or
    /// none.
    private Optional<Match> takenOver(Optional<CryptHash> old, String raw, String prepared) {
        String fresh = Argon2.of(prepared, random).toString();
        boolean good = old.filter(hash -> hash.matches(raw) || (!prepared.equals(raw) && hash.matches(prepared)))
                .isPresent();
        return good ? Optional.of(new Match(CredentialId.MAIN, true, Optional.of(fresh))) : Optional.empty();
    }

    private static Optional<Match> app(StoredAccount account, Keys.ScramKey key) {
        return account.apps().stream()
                .filter(each -> each.scram()
                        .filter(pair -> MessageDigest.isEqual(pair.storedKey(), key.storedKey()))
                        .isPresent())
                .findFirst()
                .map(each -> new Match(each.id(), false));
    }
}
