package org.sekisho.admin;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.sekisho.address.SyntaxError;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.BlocklistException;
import org.sekisho.blocklist.Effect;
import org.sekisho.blocklist.Entry;
import org.sekisho.blocklist.Household;
import org.sekisho.blocklist.ListReader;
import org.sekisho.blocklist.Origin;
import org.sekisho.blocklist.Terms;

/// Takes whole lists in, in pieces that are each one commit: what is read before a line that fails stays.
final class BlockTransfer {
    private final Blocklist list;
    private final Supplier<Household> household;
    private final Terms terms;
    private final boolean force;
    private final Call call;
    private final List<Blocklist.Wish> waiting = new ArrayList<>();
    private long added;
    private long refused;

    /// @param terms of entries whose line gives no reason
    /// @param force takes what [Household#objection] objects to
    BlockTransfer(Blocklist list, Supplier<Household> household, Terms terms, boolean force, Call call) {
        this.list = list;
        this.household = household;
        this.terms = terms;
        this.force = force;
        this.call = call;
    }

    Map<String, Object> run() throws AdminException, IOException {
        var reader = new ListReader();
        var lines = new BufferedReader(new InputStreamReader(call.body(), StandardCharsets.UTF_8));
        Household kin = household.get();
        long number = 0;
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                take(reader, kin, line, number);
            }
            flush();
        } catch (BlocklistException e) {
            throw new AdminException(
                    AdminException.Kind.REFUSED,
                    "line " + number + ": " + e.getMessage() + "; added until then: " + added);
        }
        return Fields.of("added", added, "refused", refused);
    }

    private void take(ListReader reader, Household kin, String line, long number)
            throws BlocklistException, IOException {
        List<ListReader.Item> items;
        try {
            items = reader.line(line);
        } catch (SyntaxError e) {
            refuse(number, line, String.valueOf(e.getMessage()));
            return;
        }
        for (ListReader.Item item : items) {
            Optional<String> objection = force ? Optional.empty() : objection(kin, item);
            if (objection.isPresent()) {
                refuse(number, item.subject().toString(), objection.get());
            } else {
                waiting.add(new Blocklist.Wish(item.subject(), terms(item)));
            }
        }
        if (waiting.size() >= Blocklist.MAX_AT_ONCE) {
            flush();
        }
    }

    private Optional<String> objection(Household kin, ListReader.Item item) {
        if (item.effect() == Effect.ALLOW) {
            return Optional.empty();
        }
        return kin.objection(item.subject())
                .or(() -> list.exactly(item.subject())
                        .filter(there -> !there.isBlock() && there.terms().origin() instanceof Origin.ByHand)
                        .map(Entry::id)
                        .map(id -> "excepted by " + id));
    }

    private Terms terms(ListReader.Item item) {
        return new Terms(
                item.effect(),
                terms.stage(),
                item.reason().orElse(terms.reason()),
                terms.since(),
                terms.until(),
                terms.origin());
    }

    private void refuse(long number, String what, String why) throws IOException {
        refused++;
        String shown = what.length() > 60 ? what.substring(0, 60) + "..." : what;
        call.row(Fields.of("line", number, "why", shown + ": " + why));
    }

    private void flush() throws BlocklistException {
        for (int from = 0; from < waiting.size(); from += Blocklist.MAX_AT_ONCE) {
            int to = Math.min(waiting.size(), from + Blocklist.MAX_AT_ONCE);
            added += list.add(List.copyOf(waiting.subList(from, to))).size();
        }
        waiting.clear();
    }
}
