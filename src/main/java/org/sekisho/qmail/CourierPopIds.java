package org.sekisho.qmail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The unique ids that Courier's POP3 server gave, as its file `courierpop3dsizelist` says: behind a line
/// `/2 next validity` (or `/3`) for each message `name octets number:validity`, in version 3 with `:0` or `:1`
/// more. It showed them as `UID7-1275660208`, `UID7`, or by the file's name.
final class CourierPopIds {
    static final String FILE = "courierpop3dsizelist";
    private static final Pattern HEADER = Pattern.compile("/[23] [0-9]{1,20}( [0-9]{1,20})?");
    private static final Pattern MESSAGE = Pattern.compile("(.+) [0-9]{1,20} ([0-9]{1,20}):([0-9]{1,20})(:[01])?");

    private CourierPopIds() {}

    /// @return by the unique part of the file name
    static Map<String, String> read(Path maildir, LineReader reader, Findings findings) {
        List<Line> lines =
                reader.read(maildir.resolve(FILE), LineReader.Owner.USER).orNone();
        Map<String, String> ids = new HashMap<>();
        for (Line line : lines) {
            boolean first = line.place().line() == 1;
            Matcher message = MESSAGE.matcher(line.text());
            if (first && !HEADER.matcher(line.text()).matches()) {
                findings.add(line, "a version that is not known");
                return Map.of();
            } else if (!first && message.matches()) {
                String unique = MaildirReader.unique(message.group(1));
                ids.put(unique, id(unique, number(message.group(2)), number(message.group(3))));
            } else if (!first && !line.text().isEmpty()) {
                findings.add(line, "expected a file name, octets, number and validity");
            }
        }
        return ids;
    }

    private static String number(String text) {
        return text.replaceFirst("^0+(?=[0-9])", "");
    }

    private static String id(String unique, String number, String validity) {
        if (number.equals("0")) {
            return encoded(unique);
        }
        return validity.equals("0") ? "UID" + number : "UID" + number + "-" + validity;
    }

    /// Octets that an id may not hold, quotes and plus signs in hexadecimal.
    private static String encoded(String name) {
        var text = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            if (octet <= ' ' || octet >= 0x7f || octet == '\'' || octet == '"' || octet == '+') {
                text.append(String.format(Locale.ROOT, "+%02X", octet & 0xff));
            } else {
                text.append((char) octet);
            }
        }
        return text.toString();
    }
}
