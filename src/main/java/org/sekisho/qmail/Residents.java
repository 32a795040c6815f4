package org.sekisho.qmail;

import java.util.List;

/// Who gets mail here.
public record Residents(List<OwnDomain> domains, List<User> users, List<Alias> aliases, List<CatchAll> catchAlls) {
    public Residents {
        domains = List.copyOf(domains);
        users = List.copyOf(users);
        aliases = List.copyOf(aliases);
        catchAlls = List.copyOf(catchAlls);
    }
}
