package org.sekisho.config;

import java.time.Duration;
import java.util.Optional;
import org.sekisho.address.Mailbox;

/// How the servers of gateway domains are asked about recipients, and how long their answers are remembered.
/// @param timeout for one answer, all together
/// @param sender in MAIL; empty: `<>`
/// @param goodFor after this a yes is asked for again
/// @param badFor the same for a no
/// @param staleFor for so long a yes still counts while the server cannot be asked
/// @param cacheEntries answers remembered at most
/// @param concurrency questions to one gateway at once
/// @param unknownPerMinute how many addresses that do not exist one client may have asked for
/// @param trustAcceptAll whether a yes counts from a server that says yes to everything
public record Callout(
        Duration timeout,
        Optional<Mailbox> sender,
        Duration goodFor,
        Duration badFor,
        Duration staleFor,
        int cacheEntries,
        int concurrency,
        int unknownPerMinute,
        boolean trustAcceptAll) {}
