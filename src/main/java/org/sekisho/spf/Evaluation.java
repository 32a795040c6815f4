package org.sekisho.spf;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.address.IpAddress;
import org.sekisho.address.SyntaxError;
import org.sekisho.dns.Answer;
import org.sekisho.dns.MailExchanger;
import org.sekisho.dns.Resolver;

/// One check_host() with all that it includes: the limits count for the whole. Used by one thread.
final class Evaluation {
    private static final int MAX_LOOKUPS = 10; // terms; RFC 7208 §4.6.4
    private static final int MAX_VOID_LOOKUPS = 2; // terms that led to nothing; RFC 7208 §4.6.4
    private static final int MAX_NAMES = 10; // of one MX or PTR answer; RFC 7208 §4.6.4

    /// A result that no further term can change.
    static final class Ended extends Exception {
        private final SpfResult result;

        private Ended(SpfResult result, String why) {
            super(why);
            this.result = result;
        }

        SpfResult result() {
            return result;
        }
    }

    record Mail(InetAddress client, String localPart, String domain, String helo) {
        Mail {
            client = IpAddress.normal(client);
        }
    }

    private final Resolver resolver;
    private final Mail mail;
    private List<String> published = List.of();
    private String decidedBy = "no SPF record";
    private int lookups;
    private int voidLookups;
    private boolean overLimit;
    private boolean dependsOnSender;

    Evaluation(Resolver resolver, Mail mail) {
        this.resolver = resolver;
        this.mail = mail;
    }

    SpfResult result() throws Ended {
        return check(mail.domain(), true);
    }

    String decidedBy() {
        return decidedBy;
    }

    /// The policies of the domain itself: none, one, or (wrongly) more.
    List<String> published() {
        return published;
    }

    int lookups() {
        return lookups;
    }

    boolean isOverLimit() {
        return overLimit;
    }

    boolean dependsOnSender() {
        return dependsOnSender;
    }

    private SpfResult check(String domain, boolean outermost) throws Ended {
        if (!isName(domain)) {
            return SpfResult.NONE; // RFC 7208 §4.3
        }
        List<String> records = records(domain);
        if (outermost) {
            published = records;
        }
        if (records.isEmpty()) {
            return SpfResult.NONE;
        }
        if (records.size() > 1) {
            throw new Ended(SpfResult.PERMERROR, domain + " has " + records.size() + " SPF records");
        }
        return evaluate(parse(domain, records.getFirst()), domain);
    }

    private static boolean isName(String domain) {
        try {
            return Domain.of(domain).name().indexOf('.') > 0;
        } catch (SyntaxError _) {
            return false;
        }
    }

    private List<String> records(String domain) throws Ended {
        return switch (resolver.txt(domain)) {
            case Answer.Found<String>(var texts, var _) ->
                texts.stream().filter(SpfRecord::isOne).toList();
            case Answer.NoSuchName<String>() -> List.of();
            case Answer.NoData<String>() -> List.of();
            case Answer.CouldNotAsk<String>(var why) -> throw new Ended(SpfResult.TEMPERROR, why);
        };
    }

    private static SpfRecord parse(String domain, String record) throws Ended {
        try {
            return SpfRecord.parse(record);
        } catch (SyntaxError e) {
            throw new Ended(SpfResult.PERMERROR, domain + ": " + e.getMessage());
        }
    }

    private SpfResult evaluate(SpfRecord record, String domain) throws Ended {
        for (Term term : record.terms()) {
            if (matches(term, domain)) {
                decidedBy = said(term) + " of " + domain;
                return term.qualifier().result();
            }
        }
        if (record.redirect().isPresent()) { // after an `all` it is not reached: RFC 7208 §6.1
            count();
            String target = expand(record.redirect().get(), domain);
            SpfResult result = check(target, false);
            if (result == SpfResult.NONE) {
                throw new Ended(SpfResult.PERMERROR, "redirect=" + target + " leads to no SPF record");
            }
            return result;
        }
        decidedBy = "the end of the record of " + domain;
        return SpfResult.NEUTRAL; // RFC 7208 §4.7
    }

    private static String said(Term term) {
        return switch (term) {
            case Term.All _ -> "all";
            case Term.Include(var _, var to) -> "include:" + to.text();
            case Term.Address(var _, var of, var _) -> "a:" + of.text();
            case Term.Exchanger(var _, var of, var _) -> "mx:" + of.text();
            case Term.Pointer(var _, var to) -> "ptr:" + to.text();
            case Term.Block(var _, var network) -> network.toString();
            case Term.Exists(var _, var name) -> "exists:" + name.text();
        };
    }

    private boolean matches(Term term, String domain) throws Ended {
        return switch (term) {
            case Term.All _ -> true;
            case Term.Block(var _, var network) -> network.contains(mail.client());
            case Term.Include(var _, var to) -> includes(expand(to, domain));
            case Term.Address(var _, var of, var prefix) -> {
                count();
                yield holds(addresses(expand(of, domain), true), prefix);
            }
            case Term.Exchanger(var _, var of, var prefix) -> exchanges(expand(of, domain), prefix);
            case Term.Pointer(var _, var to) -> {
                count();
                String target = expand(to, domain).toLowerCase(Locale.ROOT);
                yield names().stream().anyMatch(name -> name.equals(target) || name.endsWith("." + target));
            }
            case Term.Exists(var _, var name) -> {
                count();
                yield !found(resolver.ipv4Addresses(expand(name, domain)), true).isEmpty(); // A, even for IPv6
            }
        };
    }

    /// RFC 7208 §5.2.
    private boolean includes(String target) throws Ended {
        count();
        SpfResult result = check(target, false);
        if (result == SpfResult.NONE) {
            throw new Ended(SpfResult.PERMERROR, "include:" + target + " leads to no SPF record");
        }
        return result == SpfResult.PASS;
    }

    private boolean exchanges(String target, Term.Prefix prefix) throws Ended {
        count();
        List<MailExchanger> exchangers = found(resolver.mx(target), true);
        if (exchangers.size() > MAX_NAMES) {
            throw new Ended(SpfResult.PERMERROR, target + " has more than " + MAX_NAMES + " MX records");
        }
        for (MailExchanger exchanger : exchangers) {
            if (!exchanger.isNull() && holds(addresses(exchanger.host(), false), prefix)) {
                return true;
            }
        }
        return false;
    }

    /// Of the client's kind only: the other kind is not asked for (RFC 7208 §5).
    private List<InetAddress> addresses(String name, boolean counts) throws Ended {
        if (mail.client() instanceof Inet4Address) {
            return found(resolver.ipv4Addresses(name), counts);
        }
        Answer<InetAddress> both = resolver.addresses(name);
        if (both instanceof Answer.Found<InetAddress>(var all, var authenticated)) {
            List<InetAddress> sixes =
                    all.stream().filter(each -> !(each instanceof Inet4Address)).toList();
            both = sixes.isEmpty() ? new Answer.NoData<>() : new Answer.Found<>(sixes, authenticated);
        }
        return found(both, counts);
    }

    private boolean holds(List<InetAddress> addresses, Term.Prefix prefix) {
        int length = mail.client() instanceof Inet4Address ? prefix.v4() : prefix.v6();
        return addresses.stream()
                .anyMatch(each -> SpfRecord.masked(each, length).contains(mail.client()));
    }

    /// The client's names that lead back to it. RFC 7208 §5.5: what cannot be asked here matches nothing.
    private List<String> names() {
        if (!(resolver.ptr(mail.client()) instanceof Answer.Found<String>(var names, var _))) {
            return List.of();
        }
        return names.stream()
                .limit(MAX_NAMES)
                .filter(name -> resolver.addresses(name) instanceof Answer.Found<InetAddress>(var back, var _)
                        && back.contains(mail.client()))
                .toList();
    }

    private void count() throws Ended {
        if (++lookups > MAX_LOOKUPS) {
            overLimit = true;
            throw new Ended(SpfResult.PERMERROR, "more than " + MAX_LOOKUPS + " look-ups");
        }
    }

    private <T> List<T> found(Answer<T> answer, boolean counts) throws Ended {
        return switch (answer) {
            case Answer.Found<T>(var records, var _) -> records;
            case Answer.NoSuchName<T>() -> nothing(counts);
            case Answer.NoData<T>() -> nothing(counts);
            case Answer.CouldNotAsk<T>(var why) -> throw new Ended(SpfResult.TEMPERROR, why);
        };
    }

    private <T> List<T> nothing(boolean counts) throws Ended {
        if (counts && ++voidLookups > MAX_VOID_LOOKUPS) {
            overLimit = true;
            throw new Ended(SpfResult.PERMERROR, "more than " + MAX_VOID_LOOKUPS + " look-ups that lead to nothing");
        }
        return List.of();
    }

    private String expand(MacroText text, String domain) {
        dependsOnSender |= text.dependsOnSender();
        return text.domain(letter -> value(letter, domain));
    }

    /// RFC 7208 §7.2, §7.3.
    private String value(char letter, String domain) {
        return switch (letter) {
            case 's' -> mail.localPart() + "@" + mail.domain();
            case 'l' -> mail.localPart();
            case 'o' -> mail.domain();
            case 'd' -> domain;
            case 'i' -> dotted(mail.client());
            case 'p' -> nameOfClient(domain);
            case 'h' -> mail.helo();
            default -> mail.client() instanceof Inet4Address ? "in-addr" : "ip6";
        };
    }

    private static String dotted(InetAddress address) {
        if (address instanceof Inet4Address) {
            return IpAddress.print(address);
        }
        var nibbles = new StringBuilder();
        for (byte octet : address.getAddress()) {
            nibbles.append(Character.forDigit((octet & 0xff) >> 4, 16)).append('.');
            nibbles.append(Character.forDigit(octet & 15, 16)).append('.');
        }
        nibbles.setLength(nibbles.length() - 1);
        return nibbles.toString();
    }

    private String nameOfClient(String domain) {
        List<String> names = names();
        Optional<String> best = names.stream().filter(domain::equals).findFirst();
        return best.or(() -> names.stream()
                        .filter(name -> name.endsWith("." + domain))
                        .findFirst())
                .or(() -> names.stream().findFirst())
                .orElse("unknown");
    }
}
