package org.sekisho.testing;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Authenticator;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.Login;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Secret;
import org.sekisho.sasl.Mechanism;

/// An authenticator for tests of sessions: these users, each with the password `secret`. Safe from any thread.
public final class FixedPasswords implements Authenticator {
    public static final String PASSWORD = "secret";

    /// What [#verifyPassword] answers instead, for tests of the two other answers.
    public enum Mood {
        WORKING,
        SLOW_DOWN,
        COULD_NOT_ASK
    }

    private final Map<String, AccountId> users;
    private final AtomicReference<Mood> mood = new AtomicReference<>(Mood.WORKING);

    /// @param users by user name, which is an address
    public FixedPasswords(Map<String, AccountId> users) {
        this.users = Map.copyOf(users);
    }

    public void mood(Mood next) {
        mood.set(next);
    }

    @Override
    public List<Mechanism> offered(Attempt attempt) {
        return attempt.tls() ? List.of(Mechanism.PLAIN, Mechanism.LOGIN) : List.of();
    }

    @Override
    public Verdict verifyPassword(Attempt attempt, String authorizationId, String user, Secret password) {
        AccountId account = users.get(user);
        return switch (mood.get()) {
            case SLOW_DOWN -> new Verdict.SlowDown(Duration.ofSeconds(30));
            case COULD_NOT_ASK -> new Verdict.CouldNotAsk("told so");
            case WORKING ->
                account != null && attempt.tls() && password.value().equals(PASSWORD)
                        ? new Verdict.LoggedIn(new Login(account, CredentialId.MAIN, Mailbox.of(user), List.of()))
                        : new Verdict.Rejected("wrong");
        };
    }

    @Override
    public Proving proving(Attempt attempt) {
        return new NoKeys();
    }

    /// PLAIN and LOGIN need none.
    private record NoKeys() implements Proving {
        @Override
        public Answer<ScramKeys> scram(String user) {
            return new Answer.CouldNotAsk<>("no keys here");
        }

        @Override
        public Answer<List<CramKey>> cramMd5(String user) {
            return new Answer.CouldNotAsk<>("no keys here");
        }

        @Override
        public Verdict proved(String authorizationId, String user, CredentialId credential) {
            return new Verdict.CouldNotAsk("no keys here");
        }

        @Override
        public Verdict refused(String user, String why) {
            return new Verdict.Rejected(why);
        }
    }
}
