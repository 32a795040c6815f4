package org.sekisho.admin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.audit.blocklists.Change;
import org.sekisho.audit.blocklists.Listings.Past;
import org.sekisho.audit.blocklists.Standing;
import org.sekisho.audit.blocklists.Status;

/// What the blocklists say about this server.
final class BlocklistCommands {
    private static final int MOST_CHANGES = 1000;

    private final BlocklistControl blocklists;

    BlocklistCommands(BlocklistControl blocklists) {
        this.blocklists = blocklists;
    }

    List<Command> all() {
        return List.of(
                Command.of("audit.blocklists", this::standings, "now", "all"),
                Command.of("audit.blocklists.history", this::history));
    }

    private Map<String, Object> standings(Call call) throws AdminException, IOException {
        Past past = call.arguments().flag("now") ? blocklists.ask() : lastOne();
        boolean all = call.arguments().flag("all");
        for (Standing standing : past.standings()) {
            if (all || standing.isListed() || standing.status() != Status.CLEAN) {
                call.row(row(standing));
            }
        }
        List<String> notes = new ArrayList<>(List.of(counts(past), "asked " + past.at()));
        newest(past).ifPresent(change -> {
            notes.add("who sent most in the 72 hours before " + change.subject() + " was listed by " + change.zone()
                    + " (" + change.at() + "):");
            change.before().forEach(line -> notes.add("  " + line));
        });
        long answers = past.with(Status.CLEAN) + past.with(Status.LISTED);
        if (answers == 0) {
            notes.add(
                    "no list has answered as it should: look whether the resolver of [dns] works, and is one of your own");
        }
        return Fields.of("asked", past.at(), "listed", past.listed().size(), "unknown", answers == 0, "notes", notes);
    }

    /// How the newest of the listings began that still are.
    private Optional<Change> newest(Past past) {
        List<Standing> listed = past.listed();
        return listed.isEmpty()
                ? Optional.empty()
                : blocklists.changes(MOST_CHANGES).stream()
                        .filter(change -> listed.stream().anyMatch(change::began))
                        .findFirst();
    }

    private Past lastOne() throws AdminException {
        return blocklists
                .last()
                .orElseThrow(() -> new AdminException(
                        Kind.TEMPORARY,
                        "they were not asked yet: this is done some minutes after the start, unless it is off in the"
                                + " settings ([audit] blocklists); --now asks at once"));
    }

    private static Map<String, Object> row(Standing standing) {
        String status = standing.isListed() ? "LISTED" : word(standing.status());
        String words = standing.isListed() && standing.status() != Status.LISTED
                ? "cannot be asked now: " + standing.words()
                : standing.words();
        return Fields.of(
                "subject",
                standing.subject(),
                "zone",
                standing.zone(),
                "status",
                status,
                "since",
                standing.listedSince().map(Object::toString).orElse(""),
                "said",
                words,
                "page",
                standing.isListed() ? Optional.of(standing.page()) : Optional.empty());
    }

    private static String word(Status status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String counts(Past past) {
        return past.listed().size() + " listed, " + past.with(Status.CLEAN) + " clean, " + past.with(Status.REFUSED)
                + " refused to answer the resolver, " + past.with(Status.DEAD) + " dead, "
                + past.with(Status.COULD_NOT_ASK) + " could not be asked";
    }

    private Map<String, Object> history(Call call) throws IOException {
        for (Change change : blocklists.changes(MOST_CHANGES)) {
            call.row(Fields.of(
                    "at",
                    change.at(),
                    "change",
                    change.kind().name().toLowerCase(Locale.ROOT),
                    "subject",
                    change.subject(),
                    "zone",
                    change.zone(),
                    "said",
                    change.reason(),
                    "page",
                    change.page()));
        }
        return Map.of();
    }
}
