package org.sekisho.gate;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.address.Domain;
import org.sekisho.config.Gateway;
import org.sekisho.config.Settings;
import org.sekisho.config.TrustedNetworks;

/// What the settings say about passes. Immutable; a reload brings a new one.
/// @param hostname for `postmaster` without a domain
/// @param trusted who may relay without a log-in, at port 25
/// @param localUids users of this machine who may use the sendmail command
/// @param refuseOwnSenders whether strangers may not use addresses of ours as their reverse path
/// @param gateways domains of ours whose mailboxes are on other servers
public record Policy(
        Domain hostname,
        TrustedNetworks trusted,
        Set<Long> localUids,
        Settings.Budget budget,
        boolean refuseOwnSenders,
        List<Gateway> gateways) {
    public Policy {
        localUids = Set.copyOf(localUids);
        gateways = List.copyOf(gateways);
    }

    Optional<Gateway> gateway(Domain domain) {
        return Settings.gateway(gateways, domain);
    }

    /// The same, but for who is trusted.
    public Policy trusting(TrustedNetworks others) {
        return new Policy(hostname, others, localUids, budget, refuseOwnSenders, gateways);
    }
}
