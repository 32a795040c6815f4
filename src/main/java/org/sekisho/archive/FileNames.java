package org.sekisho.archive;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sekisho.address.SyntaxError;
import org.sekisho.mailbox.MailboxName;

/// Names of mailboxes as names of folders that every system takes. What it would not is written as the octets of
/// UTF-8, `%3A` for a colon; `%` itself is in no mailbox's name.
final class FileNames {
    private static final String UNSAFE = "<>:\"\\|?*%";
    private static final int MAX_LEVEL = 200; // octets: there must be room for an ending
    private static final Set<String> DEVICES = Set.of(
            "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
            "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9");

    private final Set<String> taken = new HashSet<>();
    private final List<String> notes = new ArrayList<>();

    /// Levels with `/` between them; no two mailboxes have the same, where upper and lower case do not differ
    /// either.
    String of(MailboxName name) {
        int escaped = 0;
        String path = path(name, escaped);
        while (!taken.add(path.toLowerCase(Locale.ROOT))) {
            escaped++;
            path = path(name, escaped);
        }
        return path;
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    private String path(MailboxName name, int escaped) {
        List<String> levels = name.levels();
        List<String> safe = new ArrayList<>();
        for (String level : levels.subList(0, levels.size() - 1)) {
            safe.add(shortened(level, level(level, 0), ""));
        }
        String last = levels.getLast();
        safe.add(
                escaped > last.length()
                        ? shortened(last, level(last, last.length()), "-" + escaped)
                        : shortened(last, level(last, escaped), ""));
        return String.join("/", safe);
    }

    /// @param ending what tells it from others, when the name alone does not
    private String shortened(String level, String safe, String ending) {
        if (ending.isEmpty() && octets(safe) <= MAX_LEVEL) {
            return safe;
        }
        String beginning = safe;
        while (octets(beginning) > MAX_LEVEL / 2) {
            beginning = beginning.substring(0, beginning.offsetByCodePoints(beginning.length(), -1));
        }
        String made = beginning.replaceAll("%.?$", "") + "~" + Integer.toHexString(level.hashCode()) + ending;
        String note = "the mailbox name " + level + " is " + made + " there";
        if (!notes.contains(note)) {
            notes.add(note);
        }
        return made;
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// @param escaped so many characters at its beginning are not written as themselves
    private static String level(String level, int escaped) {
        var text = new StringBuilder();
        String lower = level.toLowerCase(Locale.ROOT);
        int dot = lower.indexOf('.');
        boolean device =
                DEVICES.contains(dot < 0 ? lower : lower.substring(0, dot).strip());
        int at = 0;
        while (at < level.length()) {
            int point = level.codePointAt(at);
            int next = at + Character.charCount(point);
            boolean edge = (next == level.length() && (point == '.' || point == ' '))
                    || (at == 0 && (point == '.' || point == ' ' || point == '~' || device));
            if (edge || at < escaped || point < ' ' || UNSAFE.indexOf(point) >= 0) {
                for (byte octet : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    text.append(String.format(Locale.ROOT, "%%%02X", octet & 0xff));
                }
            } else {
                text.appendCodePoint(point);
            }
            at = next;
        }
        return text.toString();
    }

    /// @throws SyntaxError it leads out of the archive, or no mailbox can be called so
    static MailboxName parse(String path) {
        List<String> levels = new ArrayList<>();
        for (String level : path.split("/", -1)) {
            if (level.isEmpty() || level.equals(".") || level.equals("..")) {
                throw new SyntaxError("not a folder of an archive");
            }
            String decoded = decode(level);
            if (decoded.indexOf('/') >= 0) {
                throw new SyntaxError("a level holds the separator");
            }
            levels.add(decoded);
        }
        return new MailboxName(String.join("/", levels));
    }

    private static String decode(String level) {
        if (level.indexOf('%') < 0) {
            return level;
        }
        byte[] octets = level.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[octets.length];
        int filled = 0;
        int at = 0;
        while (at < octets.length) {
            int value = octets[at] == '%' && at + 2 < octets.length
                    ? Character.digit(octets[at + 1], 16) * 16 + Character.digit(octets[at + 2], 16)
                    : -1;
            boolean coded = value > 0;
            decoded[filled++] = coded ? (byte) value : octets[at];
            at += coded ? 3 : 1;
        }
        return new String(decoded, 0, filled, StandardCharsets.UTF_8);
    }
}
