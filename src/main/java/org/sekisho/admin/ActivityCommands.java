package org.sekisho.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.accounts.DirectoryException;
import org.sekisho.activity.Counts;
import org.sekisho.activity.Dimension;
import org.sekisho.activity.Ledger;
import org.sekisho.activity.Summary;
import org.sekisho.activity.Summary.Line;
import org.sekisho.activity.Summary.Ranking;
import org.sekisho.address.Mailbox;
import org.sekisho.address.SyntaxError;

/// Who sends most, and where to.
final class ActivityCommands {
    private static final Pattern SINCE = Pattern.compile("([1-9][0-9]{0,3})([hd])");
    private static final int MOST_NAMES = 10_000;

    private final Ledger activity;
    private final Holders holders;

    ActivityCommands(Ledger activity, Holders holders) {
        this.activity = activity;
        this.holders = holders;
    }

    List<Command> all() {
        return List.of(Command.of("activity", this::activity, "since", "by", "account", "top"));
    }

    private enum By {
        ACCOUNT,
        CLIENT,
        DESTINATION
    }

    private Map<String, Object> activity(Call call) throws AdminException, DirectoryException, IOException {
        var arguments = call.arguments();
        Duration since =
                arguments.readOptional("since", ActivityCommands::since).orElse(Duration.ofDays(1));
        Optional<By> only = arguments.readOptional("by", ActivityCommands::by);
        Optional<String> holder = holder(arguments);
        int top = arguments.number("top", 1, MOST_NAMES, 10);
        Summary summary = activity.last(since);
        if (holder.isPresent()) {
            rows(call, By.DESTINATION, summary.destinationsOf(holder.get()).top(top));
        } else {
            for (By by : By.values()) {
                if (only.isEmpty() || only.get() == by) {
                    rows(call, by, ranking(summary, by).top(top));
                }
            }
        }
        String time = "from " + summary.from() + " until " + summary.until().truncatedTo(ChronoUnit.SECONDS);
        boolean silent = summary.by(Dimension.HOLDER).total().tried() == 0;
        return Fields.of("notes", List.of(silent ? time + ": nothing was sent to other servers" : time));
    }

    private static Ranking ranking(Summary summary, By by) {
        return switch (by) {
            case ACCOUNT -> summary.by(Dimension.HOLDER);
            case CLIENT -> summary.by(Dimension.CLIENT);
            case DESTINATION -> summary.by(Dimension.DESTINATION);
        };
    }

    private void rows(Call call, By by, Ranking ranking) throws IOException {
        for (Line line : ranking.lines()) {
            call.row(row(by, by == By.DESTINATION ? line.name() : holders.name(line.name()), line.counts()));
        }
        if (ranking.others().tried() > 0) {
            call.row(row(by, "(others)", ranking.others()));
        }
    }

    private static Map<String, Object> row(By by, String name, Counts counts) {
        return Fields.of(
                "by",
                by.name().toLowerCase(Locale.ROOT),
                "name",
                name,
                "messages",
                counts.messages(),
                "accepted",
                counts.accepted(),
                "deferred",
                counts.deferred(),
                "refused",
                counts.refused(),
                "blocked",
                counts.blocked(),
                "failed_percent",
                counts.failedPercent());
    }

    private Optional<String> holder(Arguments arguments) throws AdminException, DirectoryException {
        Optional<String> name = arguments.optional("account");
        return name.isPresent() && name.get().indexOf('@') >= 0
                ? Optional.of(holders.holder(arguments.read("account", Mailbox::of)))
                : name;
    }

    private static Duration since(String text) {
        Matcher matcher = SINCE.matcher(text);
        if (!matcher.matches()) {
            throw new SyntaxError("expected hours or days, such as 72h or 3d");
        }
        long number = Long.parseLong(matcher.group(1));
        return matcher.group(2).equals("h") ? Duration.ofHours(number) : Duration.ofDays(number);
    }

    private static By by(String text) {
        for (By by : By.values()) {
            if (by.name().toLowerCase(Locale.ROOT).equals(text)) {
                return by;
            }
        }
        throw new SyntaxError("expected account, client or destination");
    }
}
