package org.sekisho.doctor.checks;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.dns.Answer;
import org.sekisho.doctor.Finding;

/// What one domain publishes about its mail.
final class DomainCheck {
    /// One side of it.
    interface Side {
        /// @param findings where to add what is wrong
        /// @return what is in order, in a word or two; empty when it is not, or not known
        String look(Domain domain, List<Finding> findings);
    }

    private final Subjects subjects;
    private final Questions resolver;
    private final Messages messages;

    DomainCheck(Subjects subjects, Questions resolver, Messages messages) {
        this.subjects = subjects;
        this.resolver = resolver;
        this.messages = messages;
    }

    List<Finding> findings(Domain domain) {
        List<Side> sides = List.of(
                new Exchangers(subjects, resolver, messages),
                new SpfSide(subjects, resolver, messages),
                new DkimSide(subjects, resolver, messages),
                new DmarcSide(resolver, messages),
                (name, _) -> announced(name, "_mta-sts.", "v=STSv1", "MTA-STS"), // RFC 8461 §3.1
                (name, _) -> announced(name, "_smtp._tls.", "v=TLSRPTv1", "TLS-RPT")); // RFC 8460 §3
        List<Finding> findings = new ArrayList<>();
        List<String> fine = new ArrayList<>();
        for (Side side : sides) {
            String word = side.look(domain, findings);
            if (!word.isEmpty()) {
                fine.add(word);
            }
        }
        if (!fine.isEmpty()) {
            findings.add(messages.say("domain-fine", "domain", domain.name(), "what", String.join(", ", fine)));
        }
        return findings;
    }

    /// Not to have it is no fault, and whether it works is not looked at.
    private String announced(Domain domain, String label, String version, String word) {
        return resolver.txt(label + domain) instanceof Answer.Found<String>(var texts, var _)
                        && texts.stream().anyMatch(text -> text.startsWith(version))
                ? word
                : "";
    }
}
