package org.sekisho.doctor.checks;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.SyntaxError;
import org.sekisho.dns.Answer;
import org.sekisho.dns.MailExchanger;
import org.sekisho.doctor.Finding;

/// Where mail for a domain goes.
final class Exchangers implements DomainCheck.Side {
    private enum Leads {
        HERE,
        ELSEWHERE,
        NOWHERE,
        UNKNOWN
    }

    private final Subjects subjects;
    private final Questions resolver;
    private final Messages messages;

    Exchangers(Subjects subjects, Questions resolver, Messages messages) {
        this.subjects = subjects;
        this.resolver = resolver;
        this.messages = messages;
    }

    @Override
    public String look(Domain domain, List<Finding> findings) {
        return switch (resolver.mx(domain.name())) {
            case Answer.Found<MailExchanger>(var exchangers, var _) -> judge(domain, exchangers, findings);
            case Answer.NoSuchName<MailExchanger>() -> missing(domain, findings);
            case Answer.NoData<MailExchanger>() -> missing(domain, findings);
            case Answer.CouldNotAsk<MailExchanger> _ -> "";
        };
    }

    private String missing(Domain domain, List<Finding> findings) {
        Leads leads = leads(resolver.addresses(domain.name()));
        if (leads != Leads.UNKNOWN) {
            findings.add(say(leads == Leads.HERE ? "mx-implicit" : "mx-missing", domain, ""));
        }
        return "";
    }

    private String judge(Domain domain, List<MailExchanger> exchangers, List<Finding> findings) {
        if (exchangers.stream().anyMatch(MailExchanger::isNull)) {
            findings.add(say("mx-null", domain, ""));
            return "";
        }
        int before = findings.size();
        List<Leads> all = new ArrayList<>();
        for (MailExchanger exchanger : exchangers) {
            all.add(judge(domain, exchanger.host(), findings));
        }
        boolean elsewhere = all.contains(Leads.ELSEWHERE) && !all.contains(Leads.HERE) && !all.contains(Leads.UNKNOWN);
        if (elsewhere && subjects.knowsOurs()) {
            List<String> hosts = exchangers.stream().map(MailExchanger::host).toList();
            findings.add(say("mx-elsewhere", domain, String.join(", ", hosts)));
        }
        return findings.size() == before && !all.contains(Leads.UNKNOWN) ? "MX" : "";
    }

    private Leads judge(Domain domain, String host, List<Finding> findings) {
        if (isLiteral(host)) {
            findings.add(say("mx-literal", domain, host));
            return Leads.NOWHERE;
        }
        if (resolver.alias(host) instanceof Answer.Found<String>(var targets, var _)) {
            findings.add(messages.say(
                    "mx-alias",
                    "domain",
                    domain.name(),
                    "host",
                    host,
                    "target",
                    targets.getFirst(),
                    "record",
                    domain + ". IN MX 10 " + targets.getFirst() + "."));
        }
        Leads leads = leads(resolver.addresses(host));
        if (leads == Leads.NOWHERE) {
            findings.add(say("mx-no-address", domain, host));
        }
        return leads;
    }

    private Leads leads(Answer<InetAddress> answer) {
        return switch (answer) {
            case Answer.Found<InetAddress>(var found, var _) ->
                found.stream().anyMatch(subjects::isOurs) ? Leads.HERE : Leads.ELSEWHERE;
            case Answer.NoSuchName<InetAddress>() -> Leads.NOWHERE;
            case Answer.NoData<InetAddress>() -> Leads.NOWHERE;
            case Answer.CouldNotAsk<InetAddress> _ -> Leads.UNKNOWN;
        };
    }

    private static boolean isLiteral(String host) {
        try {
            IpAddress.of(host);
            return true;
        } catch (SyntaxError _) {
            return false;
        }
    }

    private Finding say(String id, Domain domain, String host) {
        return messages.say(
                id,
                "domain",
                domain.name(),
                "host",
                host,
                "hosts",
                host,
                "record",
                Records.exchanger(domain, subjects.hostname()));
    }
}
