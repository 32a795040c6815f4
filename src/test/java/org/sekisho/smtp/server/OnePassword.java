package org.sekisho.smtp.server;

import java.time.Duration;
import java.util.List;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Authenticator;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.Login;
import org.sekisho.address.Mailbox;
import org.sekisho.events.Secret;
import org.sekisho.sasl.Mechanism;

/// Knows `alice@example.test` with the password `secret`; `slow` is told to slow down, `broken` cannot be looked
/// up.
final class OnePassword implements Authenticator {
    @Override
    public List<Mechanism> offered(Attempt attempt) {
        return attempt.tls() && attempt.service().isSubmission()
                ? List.of(Mechanism.PLAIN, Mechanism.LOGIN)
                : List.of();
    }

    @Override
    public Verdict verifyPassword(Attempt attempt, String authorizationId, String user, Secret password) {
        return switch (user) {
            case "slow" -> new Verdict.SlowDown(Duration.ofSeconds(1));
            case "broken" -> new Verdict.CouldNotAsk("down");
            case "alice@example.test" ->
                password.value().equals("secret")
                        ? new Verdict.LoggedIn(new Login(
                                new AccountId("00000000000000aa"), CredentialId.MAIN, Mailbox.of(user), List.of()))
                        : new Verdict.Rejected("wrong password");
            default -> new Verdict.Rejected("no such user");
        };
    }

    @Override
    public Proving proving(Attempt attempt) {
        return new NoKeys();
    }

    private static final class NoKeys implements Proving {
        @Override
        public Answer<ScramKeys> scram(String user) {
            return new Answer.CouldNotAsk<>("none here");
        }

        @Override
        public Answer<List<CramKey>> cramMd5(String user) {
            return new Answer.CouldNotAsk<>("none here");
        }

        @Override
        public Verdict proved(String authorizationId, String user, CredentialId credential) {
            return new Verdict.Rejected("none here");
        }

        @Override
        public Verdict refused(String user, String why) {
            return new Verdict.Rejected(why);
        }
    }
}
