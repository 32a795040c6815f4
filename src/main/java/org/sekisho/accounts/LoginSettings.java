package org.sekisho.accounts;

import java.util.List;
import org.sekisho.address.Network;

/// The section `[login]`.
/// @param penaltyExempt networks that wrong passwords do not slow down
/// @param authOnSmtp whether AUTH is offered on port 25 too; RFC 6409 wants users at the submission ports
/// @param hashThreads how many passwords are checked at once: each takes 19 MiB and a core for some 30 ms
/// @param hashQueue how many may wait for that; more are told to come back
public record LoginSettings(List<Network> penaltyExempt, boolean authOnSmtp, int hashThreads, int hashQueue) {
    public static final LoginSettings DEFAULT = new LoginSettings(List.of(), false, 2, 64);

    public LoginSettings {
        penaltyExempt = List.copyOf(penaltyExempt);
        if (hashThreads < 1 || hashQueue < 1) {
            throw new IllegalArgumentException("at least one thread and one waiting place are needed");
        }
    }
}
