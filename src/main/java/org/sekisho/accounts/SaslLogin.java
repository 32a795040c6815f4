package org.sekisho.accounts;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.Authenticator.Attempt;
import org.sekisho.accounts.Authenticator.Proving;
import org.sekisho.accounts.Authenticator.Verdict;
import org.sekisho.sasl.Exchange;
import org.sekisho.sasl.Mechanism;

/// AUTH for every kind of session: from a mechanism's name to a verdict. The session does lines and base64, and
/// ends the conversation itself when the client sends `*`. Safe from any thread; one [Conversation] belongs to
/// one session.
/// @param host our name, for the challenge of CRAM-MD5
public record SaslLogin(Authenticator authenticator, String host, SecureRandom random) {
    /// Names to offer, the best first; empty: do not offer AUTH.
    public List<Mechanism> offered(Attempt attempt) {
        return authenticator.offered(attempt);
    }

    /// @param mechanism as the client wrote it
    /// @return empty for one that was not offered (504 5.5.4)
    public Optional<Conversation> begin(Attempt attempt, String mechanism) {
        return Mechanism.of(mechanism)
                .filter(authenticator.offered(attempt)::contains)
                .map(known -> conversation(attempt, known));
    }

    private Conversation conversation(Attempt attempt, Mechanism mechanism) {
        Proving proving = authenticator.proving(attempt);
        return new Conversation(
                authenticator, attempt, proving, Exchange.server(mechanism, proving, attempt.channel(), host, random));
    }

    public sealed interface Step {
        /// Send it (`334 base64`, `+ base64`) and hand the answer to [Conversation#next].
        record Challenge(byte[] octets) implements Step {}

        record Done(Verdict verdict) implements Step {}

        /// 501 5.5.2 / BAD: not what the mechanism allows.
        record Malformed(String why) implements Step {}
    }

    /// One AUTH command.
    public static final class Conversation {
        private final Authenticator authenticator;
        private final Attempt attempt;
        private final Proving proving;
        private final Exchange exchange;

        private Conversation(Authenticator authenticator, Attempt attempt, Proving proving, Exchange exchange) {
            this.authenticator = authenticator;
            this.attempt = attempt;
            this.proving = proving;
            this.exchange = exchange;
        }

        /// @param initialResponse decoded; empty when the client sent none, present without octets for `=`
        public Step begin(Optional<byte[]> initialResponse) {
            return step(exchange.begin(initialResponse));
        }

        public Step next(byte[] response) {
            return step(exchange.next(response));
        }

        private Step step(Exchange.Step step) {
            return switch (step) {
                case Exchange.Step.Challenge(var octets) -> new Step.Challenge(octets);
                case Exchange.Step.Done(Exchange.Result.Malformed(var why)) -> new Step.Malformed(why);
                case Exchange.Step.Done(var result) -> new Step.Done(verdict(result));
            };
        }

        private Verdict verdict(Exchange.Result result) {
            return switch (result) {
                case Exchange.Result.Password(var authorizationId, var user, var password) ->
                    authenticator.verifyPassword(attempt, authorizationId, user, password);
                case Exchange.Result.Proof(var authorizationId, var user, var credential) ->
                    proving.proved(authorizationId, user, new CredentialId(credential));
                case Exchange.Result.WrongProof(var user, var why) -> proving.refused(user, why);
                case Exchange.Result.Malformed(var why) -> new Verdict.Rejected(why);
                case Exchange.Result.SlowDown(var retryAfter) -> new Verdict.SlowDown(retryAfter);
                case Exchange.Result.CouldNotAsk(var why) -> new Verdict.CouldNotAsk(why);
            };
        }
    }
}
