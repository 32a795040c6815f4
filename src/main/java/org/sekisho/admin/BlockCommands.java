package org.sekisho.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.address.Network;
import org.sekisho.address.SyntaxError;
import org.sekisho.admin.AdminException.Kind;
import org.sekisho.blocklist.Blocklist;
import org.sekisho.blocklist.BlocklistException;
import org.sekisho.blocklist.Effect;
import org.sekisho.blocklist.Entry;
import org.sekisho.blocklist.Household;
import org.sekisho.blocklist.Origin;
import org.sekisho.blocklist.Stage;
import org.sekisho.blocklist.Subject;
import org.sekisho.blocklist.Terms;
import org.sekisho.blocklist.zone.Export;

/// Our own blocklist.
final class BlockCommands {
    private static final String REFUSED = "refused by the administrator";
    private static final String ALLOWED = "allowed by the administrator";
    private static final Pattern LASTING = Pattern.compile("([1-9][0-9]{0,4})([mhdw])");
    private static final Map<String, Duration> UNITS = Map.of(
            "m", Duration.ofMinutes(1), "h", Duration.ofHours(1), "d", Duration.ofDays(1), "w", Duration.ofDays(7));

    private final Blocklist list;
    private final Supplier<Household> household;
    private final InstantSource clock;

    /// @param household whom nobody blocks by mistake, now
    BlockCommands(Blocklist list, Supplier<Household> household, InstantSource clock) {
        this.list = list;
        this.household = household;
        this.clock = clock;
    }

    List<Command> all() {
        return List.of(
                Command.of(
                        "block.add",
                        call -> add(call, Effect.BLOCK),
                        "subject",
                        "reason",
                        "until",
                        "for",
                        "at",
                        "force"),
                Command.of("block.allow", call -> add(call, Effect.ALLOW), "subject", "reason", "until", "for"),
                Command.of("block.list", this::listAll, "origin"),
                Command.of("block.show", this::show, "subject"),
                Command.of("block.remove", this::remove, "subject"),
                Command.of("block.import", this::importList, "list", "reason", "until", "for", "at", "force"),
                Command.of("block.export", this::export, "format", "set"));
    }

    private Map<String, Object> add(Call call, Effect effect) throws AdminException {
        var arguments = call.arguments();
        Subject subject = arguments.read("subject", Subject::of);
        if (effect == Effect.BLOCK && !arguments.flag("force")) {
            Optional<String> objection = household.get().objection(subject);
            if (objection.isPresent()) {
                throw new AdminException(Kind.REFUSED, objection.get() + ": if you mean it, say it again with --force");
            }
        }
        Terms terms = terms(call, effect, new Origin.ByHand(call.peer().user()));
        try {
            var added = list.add(List.of(new Blocklist.Wish(subject, terms))).getFirst();
            String what = added.entry().id() + " " + subject;
            return Fields.of(
                    effect == Effect.BLOCK ? "blocked" : "allowed",
                    what,
                    "instead_of",
                    added.before().map(Entry::id),
                    "until",
                    terms.until(),
                    "undo",
                    "sekisho block remove " + subject);
        } catch (BlocklistException e) {
            throw refused(e);
        }
    }

    private Terms terms(Call call, Effect effect, Origin origin) throws AdminException {
        var arguments = call.arguments();
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Optional<Instant> until = arguments.readOptional("until", DirectoryCommands::instant);
        Optional<Duration> lasting = arguments.readOptional("for", BlockCommands::lasting);
        if (until.isPresent() && lasting.isPresent()) {
            throw new AdminException(Kind.USAGE, "--until and --for say the same: give one of them");
        }
        Optional<Instant> end = until.or(() -> lasting.map(now::plus));
        if (end.isPresent() && !end.get().isAfter(now)) {
            throw new AdminException(Kind.USAGE, "--until lies in the past");
        }
        Stage stage = arguments.readOptional("at", BlockCommands::stage).orElse(Stage.AT_ONCE);
        String reason = arguments.optional("reason").orElse(effect == Effect.BLOCK ? REFUSED : ALLOWED);
        try {
            return new Terms(effect, stage, reason, now, end, origin);
        } catch (SyntaxError e) {
            throw new AdminException(Kind.USAGE, "--reason: " + e.getMessage());
        }
    }

    static Duration lasting(String text) {
        Matcher matcher = LASTING.matcher(text);
        if (!matcher.matches()) {
            throw new SyntaxError("expected a number with m, h, d or w, for example 12h or 30d");
        }
        return UNITS.getOrDefault(matcher.group(2), Duration.ZERO).multipliedBy(Long.parseLong(matcher.group(1)));
    }

    private static Stage stage(String text) {
        return switch (text) {
            case "once" -> Stage.AT_ONCE;
            case "rcpt" -> Stage.AT_RCPT;
            default -> throw new SyntaxError("expected once or rcpt");
        };
    }

    private static AdminException refused(BlocklistException e) {
        return new AdminException(Kind.REFUSED, String.valueOf(e.getMessage()));
    }

    private Map<String, Object> listAll(Call call) throws AdminException, IOException {
        Optional<String> origin = call.arguments().readOptional("origin", BlockCommands::origin);
        long[] shown = {0};
        try {
            list.forEach(entry -> {
                if (origin.isEmpty() || word(entry.terms().origin()).equals(origin.get())) {
                    shown[0]++;
                    row(call, entry);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return Fields.of("entries", shown[0]);
    }

    private static String origin(String text) {
        if (!List.of("hand", "import", "rule").contains(text)) {
            throw new SyntaxError("expected hand, import or rule");
        }
        return text;
    }

    private static String word(Origin origin) {
        return switch (origin) {
            case Origin.ByHand _ -> "hand";
            case Origin.Imported _ -> "import";
            case Origin.ByRule _ -> "rule";
        };
    }

    private static void row(Call call, Entry entry) {
        Terms terms = entry.terms();
        row(
                call,
                Fields.of(
                        "id",
                        entry.id(),
                        "subject",
                        entry.subject(),
                        "effect",
                        terms.effect().name().toLowerCase(Locale.ROOT),
                        "at",
                        terms.stage() == Stage.AT_RCPT ? "rcpt" : "once",
                        "reason",
                        terms.reason(),
                        "since",
                        terms.since(),
                        "until",
                        terms.until(),
                        "origin",
                        terms.origin()));
    }

    /// The entry with this id or exactly this subject; else all that cover it.
    private Map<String, Object> show(Call call) throws AdminException, IOException {
        String text = call.arguments().text("subject");
        List<Entry> found = new ArrayList<>();
        byId(text).ifPresent(found::add);
        if (found.isEmpty()) {
            found.addAll(covering(call.arguments().read("subject", Subject::of)));
        }
        if (found.isEmpty()) {
            throw new AdminException(Kind.MISSING, text + " is not on the blocklist");
        }
        try {
            found.forEach(entry -> row(call, entry));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return Map.of();
    }

    private List<Entry> covering(Subject subject) {
        return switch (subject) {
            case Subject.Addresses(var network)
            when network.equals(Network.of(network.prefix())) -> list.covering(network.prefix());
            case Subject.Addresses _ -> list.exactly(subject).stream().toList();
            case Subject.Names(var domain, var below) ->
                below ? list.exactly(subject).stream().toList() : list.covering(domain);
            case Subject.Sender(var mailbox) -> list.covering(mailbox);
        };
    }

    private Optional<Entry> byId(String text) {
        try {
            return list.numbered(text);
        } catch (SyntaxError _) {
            return Optional.empty(); // a subject, then
        }
    }

    private Map<String, Object> importList(Call call) throws AdminException, IOException {
        String name = call.arguments().optional("list").orElse("a file");
        Terms terms = terms(call, Effect.BLOCK, new Origin.Imported(call.peer().user(), name));
        return new BlockTransfer(list, household, terms, call.arguments().flag("force"), call).run();
    }

    private Map<String, Object> export(Call call) throws AdminException, IOException {
        var arguments = call.arguments();
        Export.Format format = arguments.readOptional("format", Export::format).orElse(Export.Format.TEXT);
        Optional<Export.Part> set = arguments.readOptional("set", Export.Part::of);
        if (set.isPresent() && format != Export.Format.RBLDNSD) {
            throw new AdminException(Kind.USAGE, "--set is for --format rbldnsd");
        }
        try {
            new Export(list, line -> row(call, Fields.of("line", line)))
                    .write(format, set.orElse(Export.Part.COMBINED));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return Map.of();
    }

    private static void row(Call call, Map<String, Object> fields) {
        try {
            call.row(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> remove(Call call) throws AdminException {
        String text = call.arguments().text("subject");
        Optional<Entry> byId = byId(text);
        Subject subject =
                byId.isPresent() ? byId.get().subject() : call.arguments().read("subject", Subject::of);
        try {
            Entry removed = list.remove(subject).orElseThrow(() -> new AdminException(Kind.MISSING, missing(subject)));
            return Fields.of("removed", removed);
        } catch (BlocklistException e) {
            throw refused(e);
        }
    }

    private String missing(Subject subject) {
        List<Entry> wider = covering(subject);
        return subject + " is not on the blocklist"
                + (wider.isEmpty()
                        ? ""
                        : ", but " + wider.getFirst() + " covers it: remove that one, or except this one with"
                                + " block allow " + subject);
    }
}
