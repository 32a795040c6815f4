package org.sekisho.accounts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.StoredAccount.Credential;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Secret;
import org.sekisho.sasl.Scram;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// Takes accounts over from another server, as often as one likes until the move is done. What was set here
/// stays: only a password that nobody has set here follows the one of the old server. Safe from any thread.
///
/// Of the old password's hash only the salt is noted: it changes with the password and tells nothing about it.
public final class Takeover {
    private static final int VERSION = 0;

    private final Accounts accounts;

    public Takeover(Accounts accounts) {
        this.accounts = accounts;
    }

    /// @param services what the password may be used for; empty: everything
    public record Newcomer(Mailbox address, OldPassword password, Set<Service> services) {
        public Newcomer {
            services = Set.copyOf(services);
        }
    }

    /// What becomes of one.
    public sealed interface Outcome {
        record Added() implements Outcome {}

        /// Taken over before, and nothing about its password has changed.
        record Unchanged() implements Outcome {}

        /// Taken over before; the password has changed there since, and follows.
        record PasswordFollowed() implements Outcome {}

        /// Taken over before; the password has changed there since, and here as well: this one stays.
        record PasswordKept() implements Outcome {}

        /// An account that was made here: its password stays.
        record Present() implements Outcome {}

        record Refused(String why) implements Outcome {}
    }

    /// @param salt of the old hash; empty when there was none
    /// @param set when the main credential was made from it
    private record Origin(String salt, Instant set) {
        byte[] encoded() {
            return Encoder.version(VERSION).text(salt).instant(set).toBytes();
        }

        static Origin read(byte[] value) {
            Decoder in = Decoder.of(value, VERSION, "origin of an account");
            var origin = new Origin(in.text(), in.instant());
            in.end();
            return origin;
        }
    }

    /// What [#take] would do now. Changes nothing.
    public List<Outcome> look(List<Newcomer> newcomers) throws DirectoryException {
        return accounts.versions().change(draft -> {
            List<Outcome> outcomes = new ArrayList<>();
            for (Newcomer each : newcomers) {
                outcomes.add(decided(draft, each));
            }
            return outcomes;
        });
    }

    /// In one commit.
    /// @param newcomers at most a few hundred, with different addresses
    /// @return for each, in order
    public List<Outcome> take(List<Newcomer> newcomers) throws DirectoryException {
        List<Outcome> before = look(newcomers);
        List<Optional<Prepared>> prepared = new ArrayList<>(); // what takes time, outside the directory's lock
        for (int i = 0; i < newcomers.size(); i++) {
            prepared.add(prepared(newcomers.get(i), before.get(i)));
        }
        return accounts.versions().change(draft -> {
            List<Outcome> outcomes = new ArrayList<>();
            for (int i = 0; i < newcomers.size(); i++) {
                Newcomer each = newcomers.get(i);
                Optional<Prepared> ready = prepared.get(i);
                Outcome outcome = ready.flatMap(Prepared::failed)
                        .<Outcome>map(Outcome.Refused::new)
                        .orElseGet(() -> placed(draft, each));
                if (ready.isPresent()) {
                    apply(draft, each, outcome, ready.get());
                }
                outcomes.add(outcome);
            }
            return outcomes;
        });
    }

    /// @param bare all of the account but its credential
    /// @param failed why there can be no such account
    private record Prepared(StoredAccount bare, Optional<Credential> main, Optional<String> failed) {}

    private Optional<Prepared> prepared(Newcomer newcomer, Outcome outcome) {
        boolean needed = outcome instanceof Outcome.Added || outcome instanceof Outcome.PasswordFollowed;
        if (!needed) {
            return Optional.empty();
        }
        PasswordRules rules = accounts.rules();
        var bare = new StoredAccount(
                new AccountId(""), newcomer.address(), false, 0, rules.salt(), Scram.ITERATIONS, false, List.of());
        try {
            Credential main = rules.takenOver(bare, newcomer.password(), accounts.now());
            Scope scope = new Scope(newcomer.services(), List.of(), List.of(), Optional.empty());
            return Optional.of(new Prepared(bare, Optional.of(main.withScope(scope)), Optional.empty()));
        } catch (DirectoryException e) {
            return Optional.of(new Prepared(bare, Optional.empty(), Optional.of(String.valueOf(e.getMessage()))));
        }
    }

    /// As [#decided], and its domain must be there by now: one without must not cost the others.
    private static Outcome placed(Draft draft, Newcomer newcomer) {
        Outcome outcome = decided(draft, newcomer);
        try {
            if (outcome instanceof Outcome.Added) {
                draft.requireHosted(newcomer.address().host());
            }
            return outcome;
        } catch (DirectoryException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        }
    }

    private static Outcome decided(Draft draft, Newcomer newcomer) {
        try {
            Optional<Snapshot.Target> target = draft.before().target(AddressKey.of(newcomer.address()));
            if (target.isPresent() && target.get() instanceof Snapshot.Member member) {
                return decided(draft, draft.stored(member.id()), newcomer);
            }
            draft.requireFree(newcomer.address());
            return new Outcome.Added();
        } catch (DirectoryException e) {
            return new Outcome.Refused(String.valueOf(e.getMessage()));
        }
    }

    private static Outcome decided(Draft draft, StoredAccount account, Newcomer newcomer) {
        Optional<Origin> origin = draft.origin(account.id()).map(Origin::read);
        if (origin.isEmpty()) {
            return new Outcome.Present();
        }
        if (origin.get().salt.equals(salt(newcomer.password()))) {
            return new Outcome.Unchanged();
        }
        boolean untouched = account.credential(CredentialId.MAIN)
                .filter(main -> main.created().equals(origin.get().set))
                .isPresent();
        return untouched ? new Outcome.PasswordFollowed() : new Outcome.PasswordKept();
    }

    private static String salt(OldPassword password) {
        Optional<Secret> hash = switch (password) {
            case OldPassword.Clear(var _, var beside) -> beside;
            case OldPassword.Hash(var kept) -> Optional.of(kept);
            case OldPassword.None() -> Optional.empty();
        };
        return hash.flatMap(text -> CryptHash.read(text.value())
                        .map(CryptHash::salt)
                        .or(() -> Argon2.read(text.value())
                                .map(read -> HexFormat.of().formatHex(read.salt()))))
                .orElse("");
    }

    private static void apply(Draft draft, Newcomer newcomer, Outcome outcome, Prepared ready)
            throws DirectoryException {
        Credential main = ready.main.orElse(null);
        if (main == null) {
            return;
        }
        AccountId id;
        switch (outcome) {
            case Outcome.Added() -> {
                id = new AccountId(HexFormat.of().toHexDigits(draft.newId()));
                StoredAccount bare = ready.bare;
                draft.put(new StoredAccount(
                        id, bare.primary(), false, 0, bare.salt(), bare.iterations(), false, List.of(main)));
            }
            case Outcome.PasswordFollowed() -> {
                id = draft.requireAccount(newcomer.address());
                StoredAccount now = draft.stored(id);
                main = main.after(now.credential(CredentialId.MAIN));
                // keys of SCRAM go with the account's own salt, so they come with the next log-in
                draft.put(now.with(main.with(Optional.empty(), Optional.empty())));
            }
            case Outcome.Unchanged(), Outcome.PasswordKept(), Outcome.Present() -> {
                return;
            }
            case Outcome.Refused _ -> {
                return;
            }
        }
        draft.putOrigin(id, new Origin(salt(newcomer.password()), main.created()).encoded());
    }
}
