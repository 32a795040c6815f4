package org.sekisho.app;

import java.util.List;
import java.util.function.Consumer;
import org.sekisho.accounts.Authenticator;
import org.sekisho.accounts.CredentialId;
import org.sekisho.events.Secret;
import org.sekisho.sasl.Keys;
import org.sekisho.sasl.Mechanism;

/// Tells of every login that was wrong, or came too soon after one that was.
/// @param failed told where it came from
record WatchedLogins(Authenticator logins, Consumer<Authenticator.Attempt> failed) implements Authenticator {
    @Override
    public List<Mechanism> offered(Attempt attempt) {
        return logins.offered(attempt);
    }

    @Override
    public Verdict verifyPassword(Attempt attempt, String authorizationId, String user, Secret password) {
        return watched(attempt, logins.verifyPassword(attempt, authorizationId, user, password));
    }

    @Override
    public Proving proving(Attempt attempt) {
        return new WatchedProving(attempt, logins.proving(attempt));
    }

    private Verdict watched(Attempt attempt, Verdict verdict) {
        switch (verdict) {
            case Verdict.Rejected _, Verdict.SlowDown _ -> failed.accept(attempt);
            case Verdict.LoggedIn _, Verdict.CouldNotAsk _ -> {}
        }
        return verdict;
    }

    private final class WatchedProving implements Proving {
        private final Attempt attempt;
        private final Proving proving;

        WatchedProving(Attempt attempt, Proving proving) {
            this.attempt = attempt;
            this.proving = proving;
        }

        @Override
        public Keys.Answer<Keys.ScramKeys> scram(String user) {
            return proving.scram(user);
        }

        @Override
        public Keys.Answer<List<Keys.CramKey>> cramMd5(String user) {
            return proving.cramMd5(user);
        }

        @Override
        public Verdict proved(String authorizationId, String user, CredentialId credential) {
            return watched(attempt, proving.proved(authorizationId, user, credential));
        }

        @Override
        public Verdict refused(String user, String why) {
            return watched(attempt, proving.refused(user, why));
        }
    }
}
