package org.sekisho.doctor;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads where a message came from out of the beginning of its file. Only the fields that this machine has put on
/// top are believed: the first is qmail-queue's own, and what lies below those of this machine may be forged.
final class Trace {
    private static final Pattern QUEUED =
            Pattern.compile("\\(qmail \\d+ invoked (?:by (alias)|from (network)|for (bounce)|by uid (\\d+))\\).*");

    // qmail-smtpd writes "?" for blanks and parentheses in what the client said, so these end where they seem to.
    private static final Pattern FROM = Pattern.compile("from \\S+(?: \\(HELO [^()\\s]*\\))?"
            + " \\((?:([^()\\s]*)@)?\\[?(?:IPv6:)?([0-9A-Fa-f.:]+)\\]?\\)"
            + "(?: \\(smtp-auth username ([^,()\\s]+)[^()]*\\))?\\s+by \\S+ with (\\S+).*");
    private static final Pattern SCANNER = Pattern.compile("by simscan .*|.* with qmail-scanner.*");

    // RFC 3848: the A says that the client has authenticated; netqmail's patches write it since 2007.
    private static final Pattern AUTHENTICATED = Pattern.compile("(UTF8)?E?SMTPS?A;?");

    private record Field(String name, String value) {}

    private final List<Field> fields;

    private Trace(List<Field> fields) {
        this.fields = fields;
    }

    /// @param head the first octets of the file, at most `length` of them
    static Origin of(byte[] head, int length) {
        return new Trace(fields(new String(head, 0, length, StandardCharsets.ISO_8859_1))).origin();
    }

    private static List<Field> fields(String head) {
        var fields = new ArrayList<Field>();
        var field = new StringBuilder();
        for (String line : head.split("\r?\n", -1)) {
            if (!line.startsWith(" ") && !line.startsWith("\t")) {
                add(field, fields);
                field.setLength(0);
            }
            if (line.isEmpty()) {
                return fields;
            }
            field.append(line.replace('\t', ' '));
        }
        return fields; // the last one may be cut off, so it does not count
    }

    private static void add(CharSequence field, List<Field> fields) {
        String text = field.toString();
        int colon = text.indexOf(':');
        if (colon > 0) {
            fields.add(new Field(
                    text.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    text.substring(colon + 1).strip()));
        }
    }

    private Origin origin() {
        List<String> received = values("received");
        Matcher queued = QUEUED.matcher(received.isEmpty() ? "" : received.getFirst());
        if (!queued.matches()) {
            return Origin.UNKNOWN;
        }
        if (queued.group(1) != null) {
            return Origin.of(Origin.Way.ALIAS);
        }
        if (queued.group(3) != null) {
            return Origin.of(Origin.Way.BOUNCE);
        }
        if (queued.group(2) != null) {
            return network(received.size() > 1 ? received.get(1) : "", "");
        }
        // A scanner between qmail-smtpd and qmail-queue runs as a user of its own.
        boolean scanned =
                received.size() > 1 && SCANNER.matcher(received.get(1)).matches();
        return scanned
                ? network(received.size() > 2 ? received.get(2) : "", queued.group(4))
                : Origin.local(queued.group(4), script());
    }

    private static Origin network(String received, String uid) {
        Matcher from = FROM.matcher(received);
        if (!from.matches()) {
            return uid.isEmpty() ? Origin.of(Origin.Way.NETWORK) : Origin.local(uid, "");
        }
        boolean named = from.group(3) != null;
        String user = named ? from.group(3) : from.group(1) == null ? "" : from.group(1);
        boolean checked = named || AUTHENTICATED.matcher(from.group(4)).matches();
        return new Origin(
                Origin.Way.NETWORK,
                Shown.of(user),
                checked && uid.isEmpty() && !user.isEmpty(), // behind a scanner these lines could be anyone's
                "",
                "",
                "",
                from.group(2),
                uid);
    }

    /// Only asked for messages that a program of this machine has made: in others the field is the sender's word.
    private String script() {
        for (String script : values("x-php-script")) {
            return Shown.of(before(script, " for "));
        }
        for (String script : values("x-php-originating-script")) {
            return Shown.of(script.substring(script.indexOf(':') + 1).strip()); // uid:script
        }
        return "";
    }

    private static String before(String text, String mark) {
        int at = text.indexOf(mark);
        return at < 0 ? text : text.substring(0, at);
    }

    private List<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }
}
