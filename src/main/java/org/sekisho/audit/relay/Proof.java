package org.sekisho.audit.relay;

import java.time.Duration;
import java.util.Optional;

/// Turns what a session has shown into a verdict, by what has come out since.
/// @param blind why the last look at the witness could not be taken
/// @param waited how long something could have come
/// @param usersMailComesAnyway mail for the local user alone came to the witness: then a message that was for
///     them, too, proves nothing
record Proof(Optional<Witness> witness, Optional<String> blind, Duration waited, boolean usersMailComesAnyway) {
    /// What arrived counts, whatever the server had said.
    Result of(Result result, Token token) {
        if (witness.isEmpty()) {
            return result;
        }
        Probe probe = result.probe();
        Optional<String> relayed = witness.get().relayed(token);
        if (relayed.isPresent()) {
            return usersMailComesAnyway && probe.namesUser()
                    ? new Result(
                            probe,
                            Verdict.COULD_NOT_TELL,
                            "mail for the local user is forwarded to the mailbox anyway, name another with --user: "
                                    + relayed.get())
                    : new Result(probe, Verdict.RELAYS, "arrived: " + relayed.get());
        }
        Optional<String> returned = witness.get().returned(token);
        if (returned.isPresent()) {
            return new Result(probe, Verdict.BOUNCES, "a notification arrived: " + returned.get());
        }
        return result.verdict() == Verdict.ACCEPTED ? notSeen(result) : result;
    }

    private Result notSeen(Result result) {
        if (blind.isPresent()) {
            return new Result(
                    result.probe(), Verdict.COULD_NOT_TELL, result.evidence() + "; cannot look: " + blind.get());
        }
        return result.probe().isSeenOutside()
                ? new Result(
                        result.probe(),
                        Verdict.NOT_FORWARDED,
                        result.evidence() + "; nothing came within " + waited.toSeconds() + " s")
                : result;
    }
}
