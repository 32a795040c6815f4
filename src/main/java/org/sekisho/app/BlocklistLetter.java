package org.sekisho.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sekisho.address.Domain;
import org.sekisho.audit.blocklists.Change;

/// What the administrator is told about blocklists by mail.
/// @param host this server
/// @param changes at least one
record BlocklistLetter(Domain host, List<Change> changes) {
    BlocklistLetter {
        changes = List.copyOf(changes);
    }

    /// One letter for two, of which this is the later one.
    BlocklistLetter after(BlocklistLetter earlier) {
        List<Change> all = new ArrayList<>(earlier.changes);
        all.addAll(changes);
        return new BlocklistLetter(host, all);
    }

    private Optional<Change> listing() {
        return changes.stream()
                .filter(change -> change.kind() == Change.Kind.LISTED)
                .findFirst();
    }

    String subject() {
        Change most = listing().orElse(changes.getFirst());
        String more = changes.size() == 1 ? "" : " (and " + (changes.size() - 1) + " more)";
        return "[" + host + "] " + (listing().isPresent() ? "On a blocklist: " : "No longer on a blocklist: ")
                + most.subject() + ", " + most.zone() + more;
    }

    String text() {
        var text = new StringBuilder("What public DNS blocklists say about this server (" + host
                + ") has changed.\nこのサーバーについて、公開 DNS ブロックリストの回答が変わりました。\n\n");
        for (Change change : changes) {
            text.append(change.kind().name())
                    .append("  ")
                    .append(change.subject())
                    .append("  ")
                    .append(change.zone())
                    .append("  ")
                    .append(change.at())
                    .append("\n    ")
                    .append(change.reason())
                    .append("\n    ")
                    .append(change.page())
                    .append("\n\n");
        }
        listing().ifPresent(listed -> text.append(advice(listed.before())));
        return text.append("Everything / 全体:  sekisho audit blocklists\n").toString();
    }

    private static String advice(List<String> busiest) {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "Who sent most to other servers in the %d hours before / 直前 %1$d 時間に多く送った者:\n",
                Busiest.BEFORE.toHours()));
        busiest.forEach(line -> text.append("    ").append(line).append('\n'));
        if (busiest.isEmpty()) {
            text.append("    nobody / なし\n");
        }
        return text.append("""

                What to do: find out whether one of these sends what people did not ask for. If so, stop it (sekisho account
                suspend ADDRESS) and only then ask for removal at the page above: a list that sees it go on lists again.
                対処: 上のうち、望まれないメールを送っている者がいないか確かめてください。いれば、まず止め (sekisho account suspend
                アドレス)、それから上のページで解除を申請します。止めずに解除しても、すぐにまた登録されます。

                Who sends how much / 送信の状況:  sekisho activity --since 72h
                """).toString();
    }
}
