package org.sekisho.mailbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sekisho.accounts.AccountId;
import org.sekisho.mailbox.AnnotationName.Depth;
import org.sekisho.mailbox.MailboxList.Edit;
import org.sekisho.mailbox.MailboxList.Listed;
import org.sekisho.mailbox.MailboxList.Plan;
import org.sekisho.store.Batch;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;
import org.sekisho.store.Row;
import org.sekisho.store.RowValue;
import org.sekisho.store.Scan;
import org.sekisho.store.Store;

/// Annotations of mailboxes and of the server (RFC 5464). Shared ones lie with the mailbox's owner, private ones with
/// the user whose they are, also those of another's mailbox: nobody can fill up what is not theirs. Both go by the
/// mailbox's id: a rename keeps them, a removal takes the owner's along. Whoever calls has made sure of
/// [Rights#mayAnnotate]. Safe from any thread.
public final class Annotations {
    /// Octets of one value.
    public static final int MAX_VALUE = 16_384;
    /// Of one mailbox: shared ones, and one user's private ones.
    public static final int MAX_ENTRIES = 100;
    /// Octets of names and values that one account may keep, over all mailboxes.
    public static final int MAX_TOTAL = 1 << 20;

    private static final int VERSION = 1;
    private static final int ROW_OCTETS = 64; // what a row costs besides its value
    private static final int PAGE = 16; // rows of up to MAX_VALUE in memory at once
    private static final String SERVER = "server";

    private final Mailboxes mailboxes;
    private final Store store;
    private final MailboxList list;
    private final Supplier<Optional<String>> admin;

    /// @param admin a URI that leads to who runs the server, e.g. `mailto:postmaster@example.test`
    public Annotations(Mailboxes mailboxes, Supplier<Optional<String>> admin) {
        this.mailboxes = mailboxes;
        this.store = mailboxes.store();
        this.list = mailboxes.list();
        this.admin = admin;
    }

    /// Those of a mailbox that a GETMETADATA of `name` shows.
    public SortedMap<AnnotationName, byte[]> read(AccountId user, Entry mailbox, AnnotationName name, Depth depth) {
        SortedMap<AnnotationName, byte[]> found =
                stored(name.isPrivate() ? user : mailbox.owner(), mailbox.id().value(), name, depth);
        if (mailbox.isOwn() && name.covers(AnnotationName.SPECIAL_USE, depth)) {
            String uses = mailbox.mailbox().uses().stream()
                    .sorted()
                    .map(SpecialUse::attribute)
                    .collect(Collectors.joining(" "));
            if (!uses.isEmpty()) {
                found.put(AnnotationName.SPECIAL_USE, uses.getBytes(StandardCharsets.US_ASCII));
            }
        }
        return found;
    }

    /// Those of the server.
    public SortedMap<AnnotationName, byte[]> readServer(AccountId user, AnnotationName name, Depth depth) {
        if (name.isPrivate()) {
            return stored(user, SERVER, name, depth);
        }
        SortedMap<AnnotationName, byte[]> found = new TreeMap<>();
        Optional<String> address = admin.get();
        if (address.isPresent() && name.covers(AnnotationName.ADMIN, depth)) {
            found.put(AnnotationName.ADMIN, address.get().getBytes(StandardCharsets.UTF_8));
        }
        return found;
    }

    /// @param values empty ones are removed
    public Annotated write(AccountId user, Entry mailbox, Map<AnnotationName, Optional<byte[]>> values) {
        Map<AnnotationName, Optional<byte[]>> own = new HashMap<>(values);
        own.keySet().removeIf(name -> !name.isPrivate());
        Map<AnnotationName, Optional<byte[]>> shared = new HashMap<>(values);
        shared.keySet().removeAll(own.keySet());
        String id = mailbox.id().value();
        if (mailbox.isOwn()) {
            return commit(user, id, Optional.of(mailbox.id()), values);
        }
        if (!shared.isEmpty() && mailbox.rights().isReadOnly()) {
            return new Annotated.NoPermission(); // stricter than RFC 5464 §3.3: they count for the owner
        }
        if (own.containsKey(AnnotationName.SPECIAL_USE)) {
            return new Annotated.UseNotAllowed("only your own mailboxes can have a special use");
        }
        // two accounts, two commits: what can be refused is, before the first
        Annotated refused = refused(mailbox.owner(), id, shared)
                .or(() -> refused(user, id, own))
                .orElse(null);
        if (refused != null) {
            return refused;
        }
        Annotated done = own.isEmpty() ? new Annotated.Done() : commit(user, id, Optional.empty(), own);
        return shared.isEmpty() || !(done instanceof Annotated.Done)
                ? done
                : commit(mailbox.owner(), id, Optional.of(mailbox.id()), shared);
    }

    /// The server's shared annotations are its administrator's.
    public Annotated writeServer(AccountId user, Map<AnnotationName, Optional<byte[]>> values) {
        return values.keySet().stream().allMatch(AnnotationName::isPrivate)
                ? commit(user, SERVER, Optional.empty(), values)
                : new Annotated.NoPermission();
    }

    /// @param listed a mailbox that must be on the account's list
    private Annotated commit(
            AccountId account,
            String mailbox,
            Optional<MailboxId> listed,
            Map<AnnotationName, Optional<byte[]>> values) {
        if (refused(account, mailbox, values)
                .filter(why -> why instanceof Annotated.TooMany)
                .isPresent()) {
            forgetGone(account);
        }
        return list.<Annotated>change(account, new Annotated.NoSuchMailbox(), () -> {
            List<Listed> all = listed.isPresent() ? list.all(account) : List.of();
            if (listed.isPresent() && all.stream().noneMatch(one -> one.id().equals(listed.get()))) {
                return Plan.refused(new Annotated.NoSuchMailbox());
            }
            Optional<Annotated> refused = refused(account, mailbox, values);
            if (refused.isPresent()) {
                return Plan.refused(refused.get());
            }
            List<Edit> edits = new ArrayList<>();
            values.forEach((name, value) -> {
                if (listed.isPresent() && name.equals(AnnotationName.SPECIAL_USE)) {
                    edits.addAll(usedAs(all, listed.get(), uses(value)));
                } else {
                    edits.add(edit(row(mailbox, name), value));
                }
            });
            return new Plan<>(new Annotated.Done(), edits);
        });
    }

    private static Edit edit(Row row, Optional<byte[]> value) {
        return batch -> {
            if (value.isPresent()) {
                batch.put(row, Encoder.version(VERSION).bytes(value.get()).toBytes());
            } else {
                batch.delete(row);
            }
        };
    }

    /// The mailbox is for these uses from now on, and no other one is.
    private static List<Edit> usedAs(List<Listed> all, MailboxId mailbox, Set<SpecialUse> uses) {
        List<Edit> edits = new ArrayList<>();
        for (Listed one : all) {
            Set<SpecialUse> now = new TreeSet<>(one.uses());
            now.removeAll(uses);
            Set<SpecialUse> next = one.id().equals(mailbox) ? uses : now;
            if (!next.equals(one.uses())) {
                edits.add(MailboxList.put(one.withUses(next)));
            }
        }
        return edits;
    }

    private static Set<SpecialUse> uses(Optional<byte[]> value) {
        Set<SpecialUse> uses = EnumSet.noneOf(SpecialUse.class);
        words(value).forEach(word -> SpecialUse.named(word).ifPresent(uses::add));
        return uses;
    }

    private static List<String> words(Optional<byte[]> value) {
        return value.map(octets -> new String(octets, StandardCharsets.US_ASCII).split(" ", -1)).stream()
                .flatMap(Arrays::stream)
                .filter(word -> !word.isEmpty())
                .toList();
    }

    // ---- bounds

    /// Why these cannot be set, if so.
    private Optional<Annotated> refused(
            AccountId account, String mailbox, Map<AnnotationName, Optional<byte[]>> values) {
        if (values.keySet().stream().anyMatch(AnnotationName::isRoot)) {
            return Optional.of(new Annotated.NoPermission());
        }
        if (values.values().stream().flatMap(Optional::stream).anyMatch(value -> value.length > MAX_VALUE)) {
            return Optional.of(new Annotated.TooLarge(MAX_VALUE));
        }
        if (!words(values.getOrDefault(AnnotationName.SPECIAL_USE, Optional.empty())).stream()
                .allMatch(word ->
                        SpecialUse.named(word).filter(SpecialUse::isSettable).isPresent())) {
            return Optional.of(new Annotated.UseNotAllowed("there are no mailboxes of this special use here"));
        }
        return values.values().stream().anyMatch(Optional::isPresent) && isTooMuch(account, mailbox, values)
                ? Optional.of(new Annotated.TooMany())
                : Optional.empty();
    }

    private boolean isTooMuch(AccountId account, String mailbox, Map<AnnotationName, Optional<byte[]>> values) {
        Map<Row, Integer> sizes = new HashMap<>();
        each(account, Scan.all(Rows.META, PAGE), row -> sizes.put(row.row(), row.value().length));
        values.forEach((name, value) -> {
            sizes.remove(row(mailbox, name));
            value.ifPresent(octets -> sizes.put(row(mailbox, name), octets.length));
        });
        byte[] prefix = (Rows.META + "/" + mailbox + "/").getBytes(StandardCharsets.UTF_8);
        long entries = sizes.keySet().stream()
                .filter(row -> Arrays.mismatch(row.key(), prefix) >= prefix.length)
                .count();
        long octets = sizes.entrySet().stream()
                .mapToLong(size -> size.getKey().length() + size.getValue() + ROW_OCTETS)
                .sum();
        return entries > MAX_ENTRIES || octets > MAX_TOTAL;
    }

    /// Of others' mailboxes that are gone: nobody told us.
    private void forgetGone(AccountId account) {
        Set<String> annotated = new HashSet<>();
        each(account, Scan.all(Rows.META, PAGE), row -> {
            String rest = row.row().text(Rows.META);
            annotated.add(rest.substring(0, rest.indexOf('/')));
        });
        annotated.remove(SERVER);
        annotated.removeIf(mailbox -> mailboxes.head(new MailboxId(mailbox)).isPresent());
        for (String mailbox : annotated) {
            String rows = Rows.META + "/" + mailbox;
            store.commit(Batch.in(Rows.account(account)).deleteRange(Row.of(rows + "/"), Row.of(rows + "0")));
        }
    }

    // ---- rows

    private SortedMap<AnnotationName, byte[]> stored(
            AccountId account, String mailbox, AnnotationName name, Depth depth) {
        SortedMap<AnnotationName, byte[]> found = new TreeMap<>();
        String prefix = Rows.META + "/" + mailbox;
        each(account, new Scan(row(mailbox, name), Row.of(prefix + name + "0"), PAGE, false), row -> {
            AnnotationName its = new AnnotationName("/" + row.row().text(prefix));
            if (name.covers(its, depth)) {
                Decoder decoder = Decoder.of(row.value(), VERSION, "annotation " + its + " of mailbox " + mailbox);
                found.put(its, decoder.bytes());
                decoder.end();
            }
        });
        return found;
    }

    private void each(AccountId account, Scan scan, Consumer<RowValue> action) {
        Scan next = scan;
        List<RowValue> page;
        do {
            page = store.scan(Rows.account(account), next);
            page.forEach(action);
            next = page.isEmpty() ? next : next.after(page.getLast().row());
        } while (page.size() == PAGE);
    }

    private static Row row(String mailbox, AnnotationName name) {
        return Row.of(Rows.META + "/" + mailbox + name);
    }
}
