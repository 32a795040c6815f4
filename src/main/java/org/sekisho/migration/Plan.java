package org.sekisho.migration;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sekisho.accounts.OldPassword;
import org.sekisho.accounts.Service;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;
import org.sekisho.doctor.Finding;
import org.sekisho.mailbox.Quota;
import org.sekisho.qmail.PopIds;

/// What is to be brought from another server. Nothing in it has been compared with what is here.
/// @param popIds how POP3's unique ids were made there
/// @param settings for the settings file, which is not changed by bringing the rest
/// @param holes what is open there
/// @param remarks what cannot be brought, or not as it was
public record Plan(
        List<NewDomain> domains,
        List<NewAccount> accounts,
        List<NewAlias> aliases,
        List<CatchAll> catchAlls,
        PopIds popIds,
        Proposal settings,
        List<Finding> holes,
        List<Remark> remarks) {
    public Plan {
        domains = List.copyOf(domains);
        accounts = List.copyOf(accounts);
        aliases = List.copyOf(aliases);
        catchAlls = List.copyOf(catchAlls);
        holes = List.copyOf(holes);
        remarks = List.copyOf(remarks);
    }

    /// @param where for people
    /// @param dash whether `-` divides user and detail, beside `+`
    public record NewDomain(String where, Domain domain, boolean dash) {}

    /// @param services what the password may be used for; empty: everything
    /// @param forwardsTo where its mail goes; empty: into its mailbox, as usual
    /// @param maildir where its mail is, if it has any
    public record NewAccount(
            String where,
            Mailbox address,
            OldPassword password,
            Set<Service> services,
            Optional<Quota> quota,
            List<Mailbox> forwardsTo,
            Optional<Path> maildir) {
        public NewAccount {
            services = Set.copyOf(services);
            forwardsTo = List.copyOf(forwardsTo);
        }
    }

    public record NewAlias(String where, Mailbox address, List<Mailbox> members) {
        public NewAlias {
            members = List.copyOf(members);
        }
    }

    /// @param target an account or alias of the plan
    public record CatchAll(String where, Domain domain, Mailbox target) {}
}
