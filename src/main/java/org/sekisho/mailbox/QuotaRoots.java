package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sekisho.accounts.AccountId;

/// Quotas as IMAP shows them (RFC 9208): an account has one root, which all its mailboxes are under. How full
/// another's account is, is not shown to whom it shares a mailbox with. Limits are set by the server's administrator,
/// not by SETQUOTA. Safe from any thread.
public final class QuotaRoots {
    /// The name of every account's own root.
    public static final String OWN = "account";

    private static final int KIB = 1024; // RFC 9208 §5.1 counts storage in these

    private final Mailboxes mailboxes;

    public QuotaRoots(Mailboxes mailboxes) {
        this.mailboxes = mailboxes;
    }

    /// @param name STORAGE (KiB, rounded up), MESSAGE or MAILBOX
    public record Resource(String name, long usage, long limit) {}

    /// GETQUOTAROOT: the roots of this mailbox that the user may see; none for another's.
    public List<String> of(Entry mailbox) {
        return mailbox.isOwn() ? List.of(OWN) : List.of();
    }

    /// GETQUOTA: what has a limit (RFC 9208 §4.2.1).
    /// @return empty: no root of this user is called so
    public Optional<List<Resource>> resources(AccountId user, String root) {
        if (!root.equals(OWN)) {
            return Optional.empty();
        }
        Quota quota = mailboxes.quota(user);
        Quota.Use use = quota.isUnlimited() ? Quota.Use.NONE : mailboxes.use(user);
        List<Resource> resources = new ArrayList<>();
        if (quota.octets() != Long.MAX_VALUE) {
            resources.add(new Resource("STORAGE", kib(use.octets()), quota.octets() / KIB));
        }
        if (quota.messages() != Long.MAX_VALUE) {
            resources.add(new Resource("MESSAGE", use.messages(), quota.messages()));
        }
        resources.add(new Resource("MAILBOX", mailboxes.list().all(user).size(), MailboxList.MAX_MAILBOXES));
        return Optional.of(List.copyOf(resources));
    }

    private static long kib(long octets) {
        return octets / KIB + (octets % KIB == 0 ? 0 : 1);
    }
}
