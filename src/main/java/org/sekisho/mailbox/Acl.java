package org.sekisho.mailbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sekisho.accounts.AccountId;
import org.sekisho.address.SyntaxError;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// The access control list of one mailbox (RFC 4314). Its owner is not in it: the owner has all rights, always.
/// @param entries none without rights, at most [#MAX_ENTRIES]
public record Acl(SortedMap<Identifier, Rights> entries) {
    public static final int MAX_ENTRIES = 200;
    public static final Acl EMPTY = new Acl(new TreeMap<>());

    private static final int VERSION = 1;

    public Acl {
        SortedMap<Identifier, Rights> kept = new TreeMap<>(entries);
        kept.values().removeIf(Rights::isEmpty);
        entries = Collections.unmodifiableSortedMap(kept);
    }

    /// What all entries together give (RFC 4314 §2): the sum of those for this user, less what the negative ones
    /// take.
    /// @param neighbour whether `anyone` means this user
    public Rights rights(AccountId user, boolean neighbour) {
        Rights given = Rights.NONE;
        Rights taken = Rights.NONE;
        for (Map.Entry<Identifier, Rights> entry : entries.entrySet()) {
            Identifier who = entry.getKey();
            if (who.account().map(user::equals).orElse(neighbour)) {
                given = who.negative() ? given : given.plus(entry.getValue());
                taken = who.negative() ? taken.plus(entry.getValue()) : taken;
            }
        }
        return given.minus(taken);
    }

    Acl with(Identifier who, RightsChange change) {
        SortedMap<Identifier, Rights> changed = new TreeMap<>(entries);
        changed.put(who, change.applyTo(entries.getOrDefault(who, Rights.NONE)));
        return new Acl(changed);
    }

    /// These accounts exist no more.
    Acl without(Set<AccountId> gone) {
        SortedMap<Identifier, Rights> left = new TreeMap<>(entries);
        left.keySet().removeIf(who -> who.account().filter(gone::contains).isPresent());
        return new Acl(left);
    }

    boolean names(Identifier who) {
        return entries.containsKey(who);
    }

    byte[] stored() {
        List<Map.Entry<Identifier, Rights>> all = new ArrayList<>(entries.entrySet());
        return Encoder.version(VERSION)
                .list(
                        all,
                        (to, entry) -> to.text(entry.getKey().stored())
                                .text(entry.getValue().letters()))
                .toBytes();
    }

    static Acl read(byte[] value, MailboxId mailbox) {
        Decoder decoder = Decoder.of(value, VERSION, "the access control list of mailbox " + mailbox);
        SortedMap<Identifier, Rights> entries = new TreeMap<>();
        decoder.list(from -> Map.entry(from.text(), from.text()))
                .forEach(entry ->
                        entries.put(Identifier.read(entry.getKey()), decoder.checked(() -> rights(entry.getValue()))));
        decoder.end();
        return new Acl(entries);
    }

    private static Rights rights(String stored) {
        try {
            return Rights.parse(stored);
        } catch (SyntaxError e) {
            throw new IllegalArgumentException(e);
        }
    }
}
