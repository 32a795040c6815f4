package org.sekisho.migration;

import java.io.IOException;

/// Hears the lines of the report as they come.
public interface Report {
    /// @throws IOException nobody listens any more: the work ends
    void line(Line line) throws IOException;

    /// The sums.
    /// @param newDomains and the others with `new`: brought now; in a dry run, would be
    /// @param remarks things that cannot be brought, or not as they were
    /// @param openHoles of the old server, those that need attention
    record Totals(
            int domains,
            int newDomains,
            int accounts,
            int newAccounts,
            int aliases,
            int newAliases,
            Line.Mail mail,
            int remarks,
            int openHoles) {}
}
