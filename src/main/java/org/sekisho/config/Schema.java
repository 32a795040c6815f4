package org.sekisho.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Everything the file may hold.
record Schema(List<Section> sections, List<FormerKey> former) {
    /// What those write who come from Postfix: an error that says where it is now.
    private static final List<FormerKey> FROM_ELSEWHERE = List.of(
            new FormerKey.Removed("mynetworks", "list networks in [relay] trusted_networks"),
            new FormerKey.Removed("myhostname", "write hostname"),
            new FormerKey.Removed("mydestination", "add domains with the command: sekisho domain add NAME"),
            new FormerKey.Removed("relayhost", "write a [[route]] with domain = \"*\" and via = [\"host:port\"]"),
            new FormerKey.Removed("message_size_limit", "write message_size in [limits], with a unit"),
            new FormerKey.Removed("relay.domains", "add domains with the command: sekisho domain add NAME"),
            new FormerKey.Removed(
                    "relay_domains", "write a [[gateway]] for each domain whose server is behind this one"),
            new FormerKey.Removed(
                    "transport_maps", "write a [[gateway]] for each domain whose server is behind this one"));

    static final Schema CURRENT = new Schema(
            List.of(
                    ServerKeys.TOP,
                    ServerKeys.STORE,
                    ServerKeys.TLS,
                    ServerKeys.LISTENER,
                    LimitKeys.LIMITS,
                    PolicyKeys.LOGIN,
                    PolicyKeys.RELAY,
                    PolicyKeys.PROXY,
                    PolicyKeys.BUDGET,
                    PolicyKeys.LOCAL,
                    BlocklistKeys.BLOCKLIST,
                    BlocklistKeys.RULE,
                    BlocklistKeys.DNSBL,
                    SendingKeys.QUEUE,
                    SendingKeys.DELIVERY,
                    SendingKeys.DNS,
                    SendingKeys.ROUTE,
                    GatewayKeys.GATEWAY,
                    GatewayKeys.CALLOUT,
                    MailboxKeys.MAILBOX,
                    MailboxKeys.IMAP,
                    MailboxKeys.NOTICE,
                    AuditKeys.AUDIT,
                    ServerKeys.LOG),
            FROM_ELSEWHERE);

    Schema {
        sections = List.copyOf(sections);
        former = List.copyOf(former);
    }

    Optional<Section> section(String name) {
        return sections.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    Optional<FormerKey> former(String path) {
        return former.stream().filter(each -> each.path().equals(path)).findFirst();
    }

    /// The key or table most like what was written, if one is like it.
    Optional<String> nearest(String written) {
        String last = written.substring(written.lastIndexOf('.') + 1);
        return names().map(name -> new Near(name, distance(written, last, name)))
                .filter(near -> near.distance() <= Math.max(2, last.length() / 3))
                .min(Comparator.comparingInt(Near::distance))
                .map(Near::name);
    }

    private record Near(String name, int distance) {}

    private Stream<String> names() {
        return sections.stream()
                .flatMap(section -> Stream.concat(
                        Stream.of(section.name()).filter(name -> !name.isEmpty()),
                        section.keys().stream().map(Key::path)));
    }

    /// The right name in the wrong table is near, too.
    private static int distance(String written, String last, String name) {
        String lastOfName = name.substring(name.lastIndexOf('.') + 1);
        return Math.min(editDistance(written, name), 1 + editDistance(last, lastOfName));
    }

    /// How many letters have to be put in, taken out or changed.
    static int editDistance(String one, String other) {
        int[] row = new int[other.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[other.length()];
    }
}
