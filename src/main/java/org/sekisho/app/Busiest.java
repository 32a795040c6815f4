package org.sekisho.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sekisho.activity.Counts;
import org.sekisho.activity.Dimension;
import org.sekisho.activity.Ledger;
import org.sekisho.activity.Summary;
import org.sekisho.admin.Holders;
import org.sekisho.events.Log;
import org.sekisho.store.StorageException;

/// Who sent most before something happened. Safe from any thread.
record Busiest(Ledger activity, Holders holders, Log log) {
    static final Duration BEFORE = Duration.ofDays(3);
    private static final List<Dimension> DIMENSIONS =
            List.of(Dimension.HOLDER, Dimension.CLIENT, Dimension.DESTINATION);
    private static final int TOP = 5;

    /// Lines such as `account taro@example.jp (5000 recipients, 40% failed, 100 blocked)`, the busiest of each
    /// kind first. What cannot be read is not there: the news is worth more than its footnote.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        try {
            Summary summary = activity.last(BEFORE);
            for (Dimension dimension : DIMENSIONS) {
                for (Summary.Line line : summary.by(dimension).top(TOP).lines()) {
                    lines.add(word(dimension) + " " + holders.name(line.name()) + said(line.counts()));
                }
            }
        } catch (StorageException e) {
            log.error("activity.read", e);
        }
        return lines;
    }

    private static String word(Dimension dimension) {
        return switch (dimension) {
            case HOLDER -> "account";
            case CLIENT, DESTINATION, WAY -> dimension.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String said(Counts counts) {
        return " (" + counts.tried() + " recipients, " + counts.failedPercent() + "% failed, " + counts.blocked()
                + " blocked)";
    }
}
