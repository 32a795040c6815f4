package org.sekisho.migration;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.Directory;
import org.sekisho.accounts.Lookup;
import org.sekisho.address.Domain;
import org.sekisho.address.Host;
import org.sekisho.address.LocalPart;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// Whom mail will reach once the plan is carried out.
final class Members {
    private final Accounts accounts;
    private final Set<Host> domains = new HashSet<>();
    private final Set<Domain> catchAlls = new HashSet<>();
    private final Set<String> planned = new HashSet<>();
    private final Set<String> plannedAccounts = new HashSet<>();

    Members(Accounts accounts, Plan plan) {
        this.accounts = accounts;
        plan.domains().forEach(each -> domains.add(each.domain()));
        plan.catchAlls().forEach(each -> catchAlls.add(each.domain()));
        plan.accounts().forEach(each -> plannedAccounts.add(key(each.address())));
        planned.addAll(plannedAccounts);
        plan.aliases().forEach(each -> planned.add(key(each.address())));
    }

    private static String key(Mailbox address) {
        return address.toString().toLowerCase(Locale.ROOT);
    }

    /// Whether the domain is hosted, or will be.
    boolean areOf(Host host) {
        return domains.contains(host)
                || accounts.domains().stream().anyMatch(each -> each.domain().equals(host));
    }

    boolean isAccount(Mailbox address) {
        return plannedAccounts.contains(key(address))
                || (accounts.find(address) instanceof Lookup.Found(var account, var _)
                        && Directory.same(account.primary(), address));
    }

    /// True for an address elsewhere, too: who is there only the other server knows.
    boolean exists(Mailbox address) {
        if (!(address.host() instanceof Domain domain)
                || planned.contains(key(address))
                || catchAlls.contains(domain)) {
            return true;
        }
        boolean known = switch (accounts.find(address)) {
            case Lookup.Found _, Lookup.Forward _, Lookup.Unavailable _, Lookup.DomainSuspended() -> true;
            case Lookup.ForeignDomain() -> !domains.contains(domain);
            case Lookup.NoSuchUser() -> false;
        };
        return known || isSubaddress(address, domain) || isRole(address);
    }

    private boolean isSubaddress(Mailbox address, Domain domain) {
        String local = address.localPart().value();
        int plus = local.lastIndexOf('+');
        try {
            return plus > 0 && planned.contains(key(new Mailbox(new LocalPart(local.substring(0, plus)), domain)));
        } catch (SyntaxError _) {
            return false;
        }
    }

    private static boolean isRole(Mailbox address) {
        return Set.of("postmaster", "abuse")
                .contains(address.localPart().value().toLowerCase(Locale.ROOT));
    }
}
