package org.sekisho.accounts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.sekisho.address.Domain;
import org.sekisho.events.Secret;

/// Random operations on two nodes of one directory and on a plain model: after each, all three answer alike.
final class DirectoryModelTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "postmaster");
    private static final List<String> DOMAINS = List.of("one.test", "two.test");

    private final long seed = Long.getLong("model.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Set<String> domains = new HashSet<>();
    private final Set<String> suspended = new HashSet<>();
    private final TreeMap<String, String> accounts = new TreeMap<>(); // id to address
    private final Map<String, List<String>> aliases = new HashMap<>();

    private String address() {
        return NAMES.get(random.nextInt(NAMES.size())) + "@" + DOMAINS.get(random.nextInt(DOMAINS.size()));
    }

    private static String domainOf(String address) {
        return address.substring(address.indexOf('@') + 1);
    }

    @Test
    void answersAsTheModelDoes() throws Exception {
        var office = new Office();
        office.accounts.removeDomain(Office.DOMAIN);
        List<Accounts> nodes = List.of(office.accounts, office.open());
        for (int step = 0; step < 3_000; step++) {
            Accounts node = nodes.get(random.nextInt(2));
            String done = operate(node);
            nodes.forEach(Accounts::refresh);
            String where = "seed " + seed + ", step " + step + ": " + done;
            for (Accounts each : nodes) {
                String address = address();
                assertEquals(expected(address), answer(each.find(Office.mailbox(address))), where + ", " + address);
            }
        }
        Accounts restarted = office.open();
        assertEquals(nodes.getFirst().domains(), restarted.domains(), "seed " + seed);
        assertEquals(nodes.getLast().accounts(Optional.empty()), restarted.accounts(Optional.empty()), "seed " + seed);
        assertEquals(nodes.getLast().aliases(Optional.empty()), restarted.aliases(Optional.empty()), "seed " + seed);
    }

    /// Does one thing to the directory and, when it was not refused, to the model; the model says whether it
    /// should be.
    private String operate(Accounts node) throws Exception {
        String address = address();
        String domain = domainOf(address);
        boolean taken = accounts.containsValue(address) || aliases.containsKey(address);
        int kind = random.nextInt(8);
        String done = kind + " " + address;
        switch (kind) {
            case 0 ->
                expect(
                        !domains.contains(domain),
                        done,
                        () -> node.addDomain(new Domain(domain)),
                        () -> domains.add(domain));
            case 1 ->
                expect(
                        domains.contains(domain)
                                && addresses().stream()
                                        .noneMatch(each -> domainOf(each).equals(domain)),
                        done,
                        () -> node.removeDomain(new Domain(domain)),
                        () -> {
                            domains.remove(domain);
                            suspended.remove(domain);
                        });
            case 2 ->
                expect(
                        domains.contains(domain),
                        done,
                        () -> node.suspendDomain(new Domain(domain)),
                        () -> suspended.add(domain));
            case 3 ->
                expect(
                        domains.contains(domain),
                        done,
                        () -> node.resumeDomain(new Domain(domain)),
                        () -> suspended.remove(domain));
            case 4, 5 -> {
                String[] id = new String[1];
                expect(
                        domains.contains(domain) && !taken,
                        done,
                        () -> id[0] = node.addAccount(Office.mailbox(address), new Secret(Office.HASH))
                                .value(),
                        () -> accounts.put(id[0], address));
            }
            case 6 -> {
                if (random.nextBoolean()) {
                    expect(
                            accounts.containsValue(address),
                            done,
                            () -> node.removeAccount(Office.mailbox(address)),
                            () -> accounts.values().remove(address));
                } else {
                    expect(
                            aliases.containsKey(address),
                            done,
                            () -> node.removeAlias(Office.mailbox(address)),
                            () -> aliases.remove(address));
                }
            }
            default -> {
                List<String> members = List.of("x@outside.test");
                expect(
                        domains.contains(domain) && !taken,
                        done,
                        () -> node.addAlias(
                                Office.mailbox(address), Office.mailboxes("x@outside.test"), Optional.empty()),
                        () -> aliases.put(address, members));
            }
        }
        return done;
    }

    private List<String> addresses() {
        List<String> all = new ArrayList<>(accounts.values());
        all.addAll(aliases.keySet());
        return all;
    }

    private interface Operation {
        void run() throws DirectoryException;
    }

    private void expect(boolean allowed, String what, Operation operation, Runnable model) {
        boolean refused = false;
        try {
            operation.run();
            model.run();
        } catch (DirectoryException e) {
            refused = true;
        }
        assertEquals(allowed, !refused, "seed " + seed + ": " + what);
    }

    private String expected(String address) {
        String domain = domainOf(address);
        boolean role = address.startsWith("postmaster@");
        if (!domains.contains(domain)) {
            return "foreign";
        }
        if (suspended.contains(domain) && !role) {
            return "suspended";
        }
        if (aliases.containsKey(address)) {
            return "alias";
        }
        if (accounts.containsValue(address)) {
            return "account " + address;
        }
        if (role) {
            return accounts.isEmpty()
                    ? "later"
                    : "account " + accounts.firstEntry().getValue();
        }
        return "nobody";
    }

    private static String answer(Lookup lookup) {
        return switch (lookup) {
            case Lookup.Found(var account, var _) -> "account " + account.primary();
            case Lookup.Forward _ -> "alias";
            case Lookup.NoSuchUser() -> "nobody";
            case Lookup.DomainSuspended() -> "suspended";
            case Lookup.ForeignDomain() -> "foreign";
            case Lookup.Unavailable _ -> "later";
        };
    }
}
