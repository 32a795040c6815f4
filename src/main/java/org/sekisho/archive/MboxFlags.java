package org.sekisho.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sekisho.mailbox.Flags;
import org.sekisho.mailbox.SystemFlag;

/// The flags that programs on Unix keep in a message's header: `Status`, `X-Status`, `X-Keywords`.
/// @param octets at the beginning that are our own fields: they are not the message's
record MboxFlags(Flags flags, int octets) {
    static final MboxFlags NONE = new MboxFlags(Flags.NONE, 0);
    private static final List<String> OURS = List.of("status", "x-status", "x-keywords");
    private static final int HEADER = 64 * 1024; // octets that are looked through

    /// Ours are the first three fields; other programs put theirs anywhere, and there they stay.
    static MboxFlags of(Spool message) throws IOException {
        String text = new String(message.beginning(HEADER), StandardCharsets.ISO_8859_1);
        Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
        List<String> words = new ArrayList<>();
        List<String> before = new ArrayList<>(); // the names of fields so far, while they are ours
        int at = 0;
        while (at < text.length()) {
            int end = text.indexOf('\n', at);
            String line = text.substring(at, end < 0 ? text.length() : end).stripTrailing();
            int colon = line.indexOf(':');
            if (end < 0 || line.isEmpty()) {
                break;
            }
            String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
            take(name, line.substring(colon + 1), system, words);
            at = end + 1;
            before.add(name);
            if (before.equals(OURS)) {
                return new MboxFlags(new Flags(system, words), at); // what follows is the message's
            }
        }
        return new MboxFlags(new Flags(system, words), 0);
    }

    private static void take(String name, String value, Set<SystemFlag> system, List<String> words) {
        switch (name) {
            case "status", "x-status" -> {
                for (char c : value.strip().toCharArray()) {
                    switch (c) {
                        case 'R' -> system.add(SystemFlag.SEEN);
                        case 'A' -> system.add(SystemFlag.ANSWERED);
                        case 'F' -> system.add(SystemFlag.FLAGGED);
                        case 'T' -> system.add(SystemFlag.DRAFT);
                        case 'D' -> system.add(SystemFlag.DELETED);
                        default -> {} // O: old
                    }
                }
            }
            case "x-keywords" -> words.addAll(Keywords.of(value, Flags.MAX_KEYWORDS - words.size()));
            default -> {} // not about flags
        }
    }
}
