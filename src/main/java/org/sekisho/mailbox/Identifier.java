package org.sekisho.mailbox;

import java.util.Comparator;
import java.util.Optional;
import org.sekisho.accounts.AccountId;

/// Whom an entry of an access control list is about (RFC 4314 §2). An account is named by its id, so that what
/// was granted to a removed account is not granted to the next one with its address.
/// @param account empty: `anyone`, which is every account of the owner's domain; there is no anonymous access
/// @param negative the entry takes rights away (`-` in front)
public record Identifier(Optional<AccountId> account, boolean negative) implements Comparable<Identifier> {
    public static final String ANYONE_TEXT = "anyone";
    public static final Identifier ANYONE = new Identifier(Optional.empty(), false);

    private static final Comparator<Identifier> ORDER = Comparator.comparing(Identifier::stored);

    public static Identifier of(AccountId account) {
        return new Identifier(Optional.of(account), false);
    }

    public Identifier negated() {
        return new Identifier(account, !negative);
    }

    String stored() {
        return (negative ? "-" : "") + account.map(AccountId::value).orElse(ANYONE_TEXT);
    }

    static Identifier read(String stored) {
        boolean negative = stored.startsWith("-");
        String name = negative ? stored.substring(1) : stored;
        return new Identifier(name.equals(ANYONE_TEXT) ? Optional.empty() : Optional.of(new AccountId(name)), negative);
    }

    @Override
    public int compareTo(Identifier other) {
        return ORDER.compare(this, other);
    }
}
