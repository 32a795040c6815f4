package org.sekisho.admin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.Accounts;
import org.sekisho.accounts.AppPassword;
import org.sekisho.accounts.CredentialId;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.address.ReversePath;
import org.sekisho.doctor.Origin;
import org.sekisho.doctor.QueueTally;
import org.sekisho.gate.Permit;
import org.sekisho.queue.QueueEntry;
import org.sekisho.queue.Recipient;

/// Counts queued messages by who is responsible, in names that people know. Used by one thread.
final class EntryCounts {
    private static final String ALIAS = "alias:"; // of Origin.client
    private static final String UID = "uid:";

    private final Accounts accounts;
    private final QueueTally tally;
    private final Map<String, String> names = new HashMap<>(); // of app passwords: a look-up each

    EntryCounts(Accounts accounts, QueueTally tally) {
        this.accounts = accounts;
        this.tally = tally;
    }

    void add(QueueEntry entry) {
        tally.message();
        long before = tally.recipients();
        tally.sender(entry.envelope().reversePath() instanceof ReversePath.From(var from) ? from.toString() : "");
        for (Recipient recipient : entry.recipients()) {
            boolean pending = recipient.status() instanceof Recipient.Status.Pending;
            if (!pending) {
                tally.done();
            } else if (recipient.route() instanceof Recipient.Route.Remote) {
                tally.remote(recipient.address().toString());
            } else {
                tally.local();
            }
        }
        tally.origin(origin(entry), entry.arrived(), tally.recipients() - before);
        if (entry.held().isPresent()) {
            tally.held();
        } else if (entry.attempts() > 0) {
            tally.deferred();
        }
    }

    private Origin origin(QueueEntry entry) {
        String client = entry.origin().client();
        Optional<AccountId> account = entry.origin().account();
        if (account.isPresent()) {
            String user = accounts.account(account.get())
                    .map(known -> known.primary().toString())
                    .orElse("(removed) " + account.get());
            return Origin.network(client, user, true, credential(entry, account.get()));
        }
        if (client.startsWith(ALIAS)) {
            return Origin.list(list(client.substring(ALIAS.length())));
        }
        if (client.startsWith(UID)) {
            return Origin.local(client.substring(UID.length()), "");
        }
        boolean ours = client.equals("report") || client.equals("local");
        return ours ? Origin.of(Origin.Way.BOUNCE) : Origin.network(client, "", false, "");
    }

    private String list(String id) {
        return accounts.alias(id)
                .map(alias -> alias.address() + " (owner " + alias.owner() + ")")
                .orElse("(removed) " + id);
    }

    /// The app password by its owner's name for it; empty for the account's own password.
    private String credential(QueueEntry entry, AccountId account) {
        return entry.recipients().stream()
                .map(Recipient::route)
                .filter(Recipient.Route.Remote.class::isInstance)
                .map(route -> ((Recipient.Route.Remote) route).permit())
                .filter(Permit.AuthenticatedAccount.class::isInstance)
                .map(permit -> ((Permit.AuthenticatedAccount) permit).credential())
                .filter(id -> !id.equals(CredentialId.MAIN))
                .findFirst()
                .map(id -> names.computeIfAbsent(account + "/" + id, _ -> name(account, id)))
                .orElse("");
    }

    private String name(AccountId account, CredentialId id) {
        try {
            var known = accounts.account(account);
            return known.isEmpty()
                    ? id.value()
                    : accounts.appPasswords(known.get().primary()).stream()
                            .filter(each -> each.id().equals(id))
                            .map(AppPassword::name)
                            .findFirst()
                            .orElse(id.value());
        } catch (DirectoryException _) {
            return id.value(); // its account is being removed
        }
    }
}
