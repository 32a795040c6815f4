package org.sekisho.doctor.checks;

import java.util.ArrayList;
import java.util.List;
import org.sekisho.address.Domain;
import org.sekisho.address.SyntaxError;
import org.sekisho.dns.Answer;
import org.sekisho.doctor.Finding;

/// Whether a domain's DKIM keys can be used. Which selectors it has cannot be asked: they are known, or guessed.
final class DkimSide implements DomainCheck.Side {
    private static final List<String> USUAL =
            List.of("default", "mail", "dkim", "s1", "s2", "google", "selector1", "selector2", "k1");
    private static final int LEAST_BITS = 1024; // RFC 8301 §3.2
    private static final int GOOD_BITS = 2048; // RFC 8301 §3.2

    private final Subjects subjects;
    private final Questions resolver;
    private final Messages messages;

    DkimSide(Subjects subjects, Questions resolver, Messages messages) {
        this.subjects = subjects;
        this.resolver = resolver;
        this.messages = messages;
    }

    /// What the selectors of one domain have shown.
    private static final class Shown {
        private final List<Finding> findings = new ArrayList<>();
        private final List<String> rsa = new ArrayList<>();
        private final List<String> ed25519 = new ArrayList<>();
        private boolean known = true;
    }

    @Override
    public String look(Domain domain, List<Finding> findings) {
        var shown = new Shown();
        for (String selector : subjects.selectors().isEmpty() ? USUAL : subjects.selectors()) {
            String name = selector + "._domainkey." + domain;
            switch (resolver.txt(name)) {
                case Answer.Found<String>(var texts, var _) -> keys(name, selector, texts, shown);
                case Answer.NoSuchName<String>() -> missing(name, shown);
                case Answer.NoData<String>() -> missing(name, shown);
                case Answer.CouldNotAsk<String> _ -> shown.known = false;
            }
        }
        findings.addAll(shown.findings);
        return shown.findings.isEmpty() ? word(domain, shown, findings) : "";
    }

    private String word(Domain domain, Shown shown, List<Finding> findings) {
        if (shown.rsa.isEmpty()) {
            if (shown.known && shown.ed25519.isEmpty()) {
                findings.add(messages.say("dkim-none", "domain", domain.name()));
            } else if (shown.known) {
                String selectors = String.join(", ", shown.ed25519);
                findings.add(messages.say("dkim-only-ed25519", "domain", domain.name(), "selectors", selectors));
            }
            return "";
        }
        shown.rsa.addAll(shown.ed25519);
        return "DKIM (" + String.join(", ", shown.rsa) + ")";
    }

    private boolean guesses() {
        return subjects.selectors().isEmpty();
    }

    private void missing(String name, Shown shown) {
        if (!guesses()) {
            shown.findings.add(messages.say("dkim-missing", "name", name));
        }
    }

    private void keys(String name, String selector, List<String> texts, Shown shown) {
        List<String> keys = texts.stream().filter(DkimKey::isOne).toList();
        if (keys.isEmpty()) {
            missing(name, shown);
            return;
        }
        try {
            if (keys.size() > 1) {
                throw new SyntaxError(keys.size() + " records, of which none is sure to count"); // RFC 6376 §3.6.2.2
            }
            switch (DkimKey.parse(keys.getFirst())) {
                case DkimKey.Rsa(var bits, var testing) -> {
                    rsa(name, bits, shown);
                    testing(name, testing, shown);
                    shown.rsa.add(selector);
                }
                case DkimKey.Ed25519(var testing) -> {
                    testing(name, testing, shown);
                    shown.ed25519.add(selector);
                }
                case DkimKey.Revoked() -> {
                    if (!guesses()) { // an old selector may well be withdrawn
                        shown.findings.add(messages.say("dkim-revoked", "name", name));
                    }
                }
            }
        } catch (SyntaxError e) {
            shown.findings.add(messages.say("dkim-broken", "name", name, "why", String.valueOf(e.getMessage())));
        }
    }

    private void rsa(String name, int bits, Shown shown) {
        if (bits < GOOD_BITS) {
            String id = bits < LEAST_BITS ? "dkim-weak" : "dkim-short";
            shown.findings.add(messages.say(id, "name", name, "bits", Integer.toString(bits)));
        }
    }

    private void testing(String name, boolean testing, Shown shown) {
        if (testing) {
            shown.findings.add(messages.say("dkim-testing", "name", name));
        }
    }
}
