package org.sekisho.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.accounts.AccountId;
import org.sekisho.accounts.HostedDomain;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.Mailboxes;
import org.sekisho.mailbox.Owner;
import org.sekisho.mailbox.Quota;

/// What accounts and domains have besides their entries in the directory: mailboxes, a quota, IMAP extensions they do
/// without. Safe from any thread.
public final class AccountMail {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12})(B|KiB|MiB|GiB|TiB)");
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");
    private static final Pattern COUNT = Pattern.compile("[0-9]{1,12}");
    private static final String NONE = "none";
    private static final String STANDARD = "standard";
    private static final int BITS_OF_UNIT = 10;

    private final Mailboxes mailboxes;
    private final Consumer<AccountId> removed;

    /// @param removed is told of every account that is gone: what it had goes as well
    public AccountMail(Mailboxes mailboxes, Consumer<AccountId> removed) {
        this.mailboxes = mailboxes;
        this.removed = removed;
    }

    void removed(AccountId account) {
        removed.accept(account);
    }

    boolean hasPublicMailboxes(HostedDomain domain) {
        return !mailboxes.list().all(Owner.publicOf(domain).id()).isEmpty();
    }

    /// What was left of a domain's public mailboxes goes with it.
    void removed(HostedDomain domain) {
        removed.accept(Owner.publicOf(domain).id());
    }

    /// For `account show`.
    Map<String, Object> of(AccountId account) {
        Quota quota = mailboxes.quota(account);
        Quota.Use use = mailboxes.use(account);
        Map<String, Object> shown = Fields.of("octets", use.octets(), "messages", use.messages(), "quota", text(quota));
        Set<String> without = mailboxes.imapExtensions().disabled(account);
        if (!without.isEmpty()) {
            shown.put("imap_without", without.stream().sorted().toList());
        }
        return shown;
    }

    /// @param quota empty: the one of the settings
    void setQuota(AccountId account, Optional<Quota> quota) {
        mailboxes.setQuota(account, quota);
    }

    /// `2GiB`, `2GiB,100000`, `none`, `none,100000`; `standard` is empty.
    /// @throws SyntaxError another form
    static Optional<Quota> quota(String text) {
        if (text.equals(STANDARD)) {
            return Optional.empty();
        }
        int comma = text.indexOf(',');
        String size = comma < 0 ? text : text.substring(0, comma);
        String count = comma < 0 ? NONE : text.substring(comma + 1);
        return Optional.of(new Quota(octets(size), count(count)));
    }

    private static long octets(String text) {
        if (text.equals(NONE)) {
            return Long.MAX_VALUE;
        }
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            throw new SyntaxError("write a size with B, KiB, MiB, GiB or TiB, or none, or standard");
        }
        int shift = UNITS.indexOf(matcher.group(2)) * BITS_OF_UNIT;
        long number = Long.parseLong(matcher.group(1));
        return number > Long.MAX_VALUE >> shift ? Long.MAX_VALUE : number << shift;
    }

    private static long count(String text) {
        if (text.equals(NONE)) {
            return Long.MAX_VALUE;
        }
        if (!COUNT.matcher(text).matches()) {
            throw new SyntaxError("write a number of messages behind the comma, or none");
        }
        return Long.parseLong(text);
    }

    /// As [#quota] reads it.
    static String text(Quota quota) {
        String size = quota.octets() == Long.MAX_VALUE ? NONE : size(quota.octets());
        return quota.messages() == Long.MAX_VALUE ? size : size + "," + quota.messages();
    }

    private static String size(long octets) {
        int unit = 0;
        long number = octets;
        while (number != 0 && number % (1 << BITS_OF_UNIT) == 0 && unit < UNITS.size() - 1) {
            number >>= BITS_OF_UNIT;
            unit++;
        }
        return number + UNITS.get(unit);
    }
}
