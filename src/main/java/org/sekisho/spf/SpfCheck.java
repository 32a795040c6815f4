package org.sekisho.spf;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.sekisho.dns.Resolver;

/// Asks whether a domain lets an address send its mail. Safe from any thread; blocks on the resolver.
public final class SpfCheck {
    private final Resolver resolver;

    public SpfCheck(Resolver resolver) {
        this.resolver = resolver;
    }

    /// check_host() of RFC 7208 §4.
    /// @param localPart of the sender; `postmaster` for the null sender
    /// @param helo what the client calls itself
    public SpfAnswer check(InetAddress client, String localPart, String domain, String helo) {
        var evaluation = new Evaluation(resolver, new Evaluation.Mail(client, localPart, domain, helo));
        SpfResult result;
        String why;
        try {
            result = evaluation.result();
            why = evaluation.decidedBy();
        } catch (Evaluation.Ended e) {
            result = e.result();
            why = String.valueOf(e.getMessage());
        }
        List<String> records = evaluation.published();
        return new SpfAnswer(
                result,
                why,
                records.size() == 1 ? Optional.of(records.getFirst()) : Optional.empty(),
                evaluation.lookups(),
                evaluation.isOverLimit(),
                evaluation.dependsOnSender());
    }
}
