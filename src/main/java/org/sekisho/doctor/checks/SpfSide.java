package org.sekisho.doctor.checks;

import java.net.InetAddress;
import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.dns.Answer;
import org.sekisho.doctor.Finding;
import org.sekisho.spf.SpfAnswer;
import org.sekisho.spf.SpfCheck;
import org.sekisho.spf.SpfResult;

/// Whether a domain's SPF record lets us send, and not everybody.
final class SpfSide implements DomainCheck.Side {
    /// Nobody's address: what it is told is told to all whom the record does not name.
    private static final InetAddress STRANGER = IpAddress.of("240.0.0.1");

    private static final String SENDER = "postmaster"; // as for the null sender; RFC 7208 §2.4

    private final Subjects subjects;
    private final Questions resolver;
    private final Messages messages;

    SpfSide(Subjects subjects, Questions resolver, Messages messages) {
        this.subjects = subjects;
        this.resolver = resolver;
        this.messages = messages;
    }

    @Override
    public String look(Domain domain, List<Finding> findings) {
        int before = findings.size();
        // Asked for a stranger all terms are evaluated, so that the limits are seen as far as they can be reached
        SpfAnswer stranger = ask(STRANGER, domain);
        switch (stranger.result()) {
            case NONE -> findings.add(say("spf-missing", domain, stranger));
            case PASS -> findings.add(say("spf-open", domain, stranger));
            case NEUTRAL -> findings.add(say("spf-no-end", domain, stranger));
            case PERMERROR -> findings.add(broken(domain, stranger));
            case FAIL, SOFTFAIL, TEMPERROR -> {}
        }
        if (stranger.dependsOnSender()) {
            findings.add(say("spf-by-sender", domain, stranger));
        }
        boolean known = stranger.result() != SpfResult.TEMPERROR;
        boolean usable = known && stranger.result() != SpfResult.NONE && stranger.result() != SpfResult.PERMERROR;
        if (usable && subjects.smarthost().isEmpty()) {
            for (InetAddress address : subjects.addresses()) {
                known &= covers(domain, address, findings);
            }
        }
        return known && findings.size() == before ? "SPF" : "";
    }

    /// @return whether it could be told
    private boolean covers(Domain domain, InetAddress address, List<Finding> findings) {
        SpfAnswer ours = ask(address, domain);
        String id = switch (ours.result()) {
            case FAIL -> "spf-refuses-us";
            case SOFTFAIL, NEUTRAL -> "spf-not-us";
            case NONE, PASS, TEMPERROR, PERMERROR -> ""; // the others have been said of the stranger
        };
        if (!id.isEmpty()) {
            findings.add(messages.say(
                    id,
                    "domain",
                    domain.name(),
                    "address",
                    IpAddress.print(address),
                    "suggested",
                    Records.spfWith(ours.record().orElse("v=spf1 ~all"), address)));
        }
        return ours.result() != SpfResult.TEMPERROR;
    }

    private SpfAnswer ask(InetAddress client, Domain domain) {
        return new SpfCheck(resolver)
                .check(client, SENDER, domain.name(), subjects.helo().name());
    }

    private Finding broken(Domain domain, SpfAnswer answer) {
        if (answer.record().isPresent()) {
            return say(answer.overLimit() ? "spf-lookups" : "spf-broken", domain, answer);
        }
        List<String> records = resolver.txt(domain.name()) instanceof Answer.Found<String>(var texts, var _)
                ? texts.stream().filter(text -> text.startsWith("v=spf1")).toList()
                : List.of();
        return messages.say(
                "spf-several",
                "domain",
                domain.name(),
                "count",
                Integer.toString(records.size()),
                "records",
                String.join(" / ", records));
    }

    private Finding say(String id, Domain domain, SpfAnswer answer) {
        String suggested = Records.spf(subjects.smarthost().isPresent() ? List.of() : subjects.addresses());
        return messages.say(
                id,
                "domain",
                domain.name(),
                "why",
                answer.why(),
                "record",
                answer.record().orElse(suggested),
                "suggested",
                suggested);
    }
}
