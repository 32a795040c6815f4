package org.sekisho.doctor.checks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.Domain;
import org.sekisho.address.SyntaxError;
import org.sekisho.dns.Answer;
import org.sekisho.doctor.Finding;

/// Whether a domain's DMARC record can be used. RFC 7489. The domain that was registered is found by going up one
/// label at a time, not by the list of public suffixes: with these nobody publishes a record.
final class DmarcSide implements DomainCheck.Side {
    private static final String VERSION = "v=dmarc1";
    private static final List<String> POLICIES = List.of("none", "quarantine", "reject");
    private static final Pattern MAILTO = Pattern.compile("mailto:[^@,!]+@([^@,!]+)(?:![0-9]+[kmgt]?)?");

    private final Questions resolver;
    private final Messages messages;

    DmarcSide(Questions resolver, Messages messages) {
        this.resolver = resolver;
        this.messages = messages;
    }

    @Override
    public String look(Domain domain, List<Finding> findings) {
        Optional<Domain> place = Optional.of(domain);
        while (place.isPresent()) {
            Domain here = place.get();
            List<String> records = List.of();
            switch (resolver.txt("_dmarc." + here)) {
                case Answer.Found<String>(var texts, var _) ->
                    records = texts.stream().filter(DmarcSide::isOne).toList();
                case Answer.NoSuchName<String>() -> {}
                case Answer.NoData<String>() -> {}
                case Answer.CouldNotAsk<String> _ -> {
                    return "";
                }
            }
            if (!records.isEmpty()) {
                return judge(here, !here.equals(domain), records, findings);
            }
            place = parent(here);
        }
        findings.add(messages.say(
                "dmarc-missing",
                "domain",
                domain.name(),
                "record",
                "v=DMARC1; p=none; rua=mailto:postmaster@" + domain));
        return "";
    }

    private static boolean isOne(String text) {
        return text.toLowerCase(Locale.ROOT).replace(" ", "").startsWith(VERSION);
    }

    /// None of a domain with two labels: nobody's policy stands at a top-level domain.
    private static Optional<Domain> parent(Domain domain) {
        String rest = domain.name().substring(domain.name().indexOf('.') + 1);
        return rest.indexOf('.') > 0 ? Optional.of(new Domain(rest)) : Optional.empty();
    }

    private String judge(Domain place, boolean above, List<String> records, List<Finding> findings) {
        String name = "_dmarc." + place;
        if (records.size() > 1) {
            findings.add(messages.say(
                    "dmarc-several",
                    "name",
                    name,
                    "count",
                    Integer.toString(records.size()),
                    "records",
                    String.join(" / ", records)));
            return "";
        }
        String record = records.getFirst();
        try {
            TagList tags = TagList.of(record);
            String policy = policy(tags, above);
            checkValues(tags);
            List<String> foreign = reportsTo(tags).stream()
                    .filter(host -> isForeign(host, place))
                    .toList();
            int before = findings.size();
            foreign.forEach(host -> consent(place, host, findings));
            if (policy.equals("none")) {
                String tag = above && tags.value("sp").isPresent() ? "sp" : "p";
                String better = record.replaceFirst("(?i)\\b" + tag + "\\s*=\\s*none", tag + "=quarantine");
                findings.add(messages.say("dmarc-none", "name", name, "record", better));
            }
            return findings.size() == before ? "DMARC (p=" + policy + ")" : "";
        } catch (SyntaxError e) {
            findings.add(messages.say(
                    "dmarc-broken", "name", name, "why", String.valueOf(e.getMessage()), "record", record));
            return "";
        }
    }

    /// For a domain below the one with the record, `sp` where it is given.
    private static String policy(TagList tags, boolean above) {
        Optional<String> p = tags.value("p");
        Optional<String> wanted = above ? tags.value("sp").or(() -> p) : p;
        for (Optional<String> each : List.of(p, tags.value("sp"))) {
            if (each.isPresent() && !POLICIES.contains(each.get().toLowerCase(Locale.ROOT))) {
                throw new SyntaxError("a policy is none, quarantine or reject, not '" + each.get() + "'");
            }
        }
        return wanted.orElseThrow(() -> new SyntaxError("there is no p=")).toLowerCase(Locale.ROOT);
    }

    private static void checkValues(TagList tags) {
        for (String name : List.of("adkim", "aspf")) {
            if (!tags.value(name).orElse("r").matches("[rsRS]")) {
                throw new SyntaxError(name + "= is r or s");
            }
        }
        if (!tags.value("pct").orElse("100").matches("100|[0-9]{1,2}")) {
            throw new SyntaxError("pct= is a number from 0 to 100");
        }
    }

    /// The domains that reports go to; other ways than mail are for others to judge.
    private static List<String> reportsTo(TagList tags) {
        List<String> hosts = new ArrayList<>();
        for (String uri : tags.value("rua").orElse("").split(",", -1)) {
            String lower = uri.strip().toLowerCase(Locale.ROOT);
            Matcher mailto = MAILTO.matcher(lower);
            if (mailto.matches()) {
                hosts.add(Domain.of(mailto.group(1)).name());
            } else if (lower.startsWith("mailto:") || (!lower.isEmpty() && lower.indexOf(':') < 0)) {
                throw new SyntaxError("rua= holds '" + uri.strip() + "', which is not mailto:name@domain");
            }
        }
        return hosts;
    }

    private static boolean isForeign(String host, Domain place) {
        Domain there = new Domain(host);
        return !there.isWithin(place) && !place.isWithin(there);
    }

    private void consent(Domain place, String host, List<Finding> findings) {
        String name = place + "._report._dmarc." + host;
        boolean refused = switch (resolver.txt(name)) {
            case Answer.Found<String>(var texts, var _) -> texts.stream().noneMatch(DmarcSide::isOne);
            case Answer.NoSuchName<String>() -> true;
            case Answer.NoData<String>() -> true;
            case Answer.CouldNotAsk<String> _ -> false;
        };
        if (refused) {
            findings.add(messages.say("dmarc-report-refused", "host", host, "domain", place.name(), "name", name));
        }
    }
}
