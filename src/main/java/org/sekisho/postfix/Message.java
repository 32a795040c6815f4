package org.sekisho.postfix;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sekisho.doctor.Origin;
import org.sekisho.doctor.Shown;

/// What a queue file says of its message: who sent it and how it came in. The text is read only as far as its
/// trace fields. Used by one thread.
final class Message {
    private static final int MAX_HEAD = 8 * 1024; // octets of the text; trace fields come first
    private static final int FIELDS_OF_INTEREST = 60; // lines
    private static final Pattern UID = Pattern.compile("by \\S+ \\(.*, from userid (\\d{1,10})\\).*");
    private static final Pattern LOGIN = Pattern.compile(".*\\(Authenticated sender: ([^()\\s]+)\\).*");
    private static final int TRACES = 3; // of a filter that hands back: its own, and the one below

    private final QueueFile records;
    private final Map<String, String> attributes = new HashMap<>();
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private Optional<String> sender = Optional.empty();
    private long arrived;
    private long contentOctets = -1;
    private long textStart;
    private long done;
    private int head;
    private boolean inText;

    Message(SeekableByteChannel file) {
        this.records = new QueueFile(file);
    }

    /// @param recipient is given each who is still to be served
    /// @return false when it broke off: it is being written, or damaged
    boolean read(Consumer<String> recipient) throws IOException {
        return records.read((type, octets, length) -> take(type, octets, length, recipient));
    }

    private boolean take(char type, byte[] octets, int length, Consumer<String> recipient) throws IOException {
        if (inText) {
            return text(type, octets, length);
        }
        switch (type) {
            case 'C' -> contentOctets = QueueFile.number(octets, 0, length);
            case 'T' -> arrived = arrived == 0 ? QueueFile.number(octets, 0, length) : arrived;
            case 'S' -> sender = Optional.of(QueueFile.text(octets, 0, length));
            case 'R' -> recipient.accept(QueueFile.text(octets, 0, length));
            case 'D' -> done++;
            case 'A' -> attribute(QueueFile.text(octets, 0, length));
            case 'M' -> {
                inText = true;
                textStart = records.position();
            }
            default -> {} // whatever else there is
        }
        return true;
    }

    /// `N` ends a line, `L` does not.
    private boolean text(char type, byte[] octets, int length) throws IOException {
        if (type == 'X') {
            inText = false;
            return true;
        }
        if (type == 'N' || type == 'L') {
            head += length;
            line.append(new String(octets, 0, Math.min(length, MAX_HEAD), StandardCharsets.ISO_8859_1));
            if (type == 'N') {
                lines.add(line.toString());
                line.setLength(0);
            }
            boolean enough = head > MAX_HEAD
                    || lines.size() >= FIELDS_OF_INTEREST
                    || (!lines.isEmpty() && lines.getLast().isEmpty());
            if (enough) {
                skipText();
            }
        }
        return true;
    }

    /// What lies behind the text are recipients that were taken from it (sendmail -t) or added to it.
    private void skipText() throws IOException {
        inText = false;
        if (contentOctets > 0) {
            records.seek(textStart + contentOctets);
        }
    }

    private void attribute(String text) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            attributes.put(text.substring(0, equals), text.substring(equals + 1));
        }
    }

    /// With nothing around it; empty when the file does not say it, which is not the same as a notification's.
    Optional<String> sender() {
        return sender;
    }

    /// In seconds since 1970; 0 when the file does not say it.
    long arrived() {
        return arrived;
    }

    /// Recipients who are done with.
    long done() {
        return done;
    }

    Origin origin() {
        List<Field> fields = fields();
        String user = attributes.getOrDefault("sasl_username", "");
        // behind a content filter the first pair is the client of the filter, and the second the filter
        String client = known("log_client_address", known("client_address", ""));
        if (!user.isEmpty()) {
            return Origin.network(Shown.of(client), Shown.of(user), true, "");
        }
        if (!client.isEmpty()) {
            return Loopback.is(client) ? behindFilter(client, fields) : Origin.network(Shown.of(client), "", false, "");
        }
        Optional<String> uid = uid(fields);
        if (uid.isPresent()) {
            return Origin.local(uid.get(), script(fields));
        }
        return sender.filter(String::isEmpty).isPresent()
                ? Origin.of(Origin.Way.BOUNCE)
                : Origin.of(Origin.Way.UNKNOWN);
    }

    private String known(String name, String otherwise) {
        String value = attributes.getOrDefault(name, "");
        return value.isEmpty() || value.equals("unknown") ? otherwise : value;
    }

    /// A filter of this machine hands mail back through a door of its own; the field below its own still says who
    /// had logged in. Whoever may send through loopback could write such a field, so it is not held to be
    /// checked.
    private static Origin behindFilter(String client, List<Field> fields) {
        return fields.stream()
                .filter(field -> field.name().equals("received"))
                .limit(TRACES)
                .map(field -> LOGIN.matcher(field.value()))
                .filter(Matcher::matches)
                .findFirst()
                .map(login -> Origin.network(client, Shown.of(login.group(1)), false, ""))
                .orElseGet(() -> Origin.network(client, "", false, ""));
    }

    /// pickup writes the first field itself.
    private static Optional<String> uid(List<Field> fields) {
        return fields.stream()
                .filter(field -> field.name().equals("received"))
                .findFirst()
                .map(field -> UID.matcher(field.value()))
                .filter(Matcher::matches)
                .map(uid -> uid.group(1));
    }

    private static String script(List<Field> fields) {
        for (Field field : fields) {
            if (field.name().equals("x-php-script")) {
                int end = field.value().indexOf(" for ");
                return Shown.of(end < 0 ? field.value() : field.value().substring(0, end));
            }
            if (field.name().equals("x-php-originating-script")) { // uid:script
                return Shown.of(
                        field.value().substring(field.value().indexOf(':') + 1).strip());
            }
        }
        return "";
    }

    private record Field(String name, String value) {}

    private List<Field> fields() {
        var fields = new ArrayList<Field>();
        for (String each : lines) {
            boolean continues = each.startsWith(" ") || each.startsWith("\t");
            int colon = each.indexOf(':');
            if (continues && !fields.isEmpty()) {
                Field last = fields.removeLast();
                fields.add(new Field(last.name(), last.value() + " " + each.strip()));
            } else if (colon > 0) {
                fields.add(new Field(
                        each.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        each.substring(colon + 1).strip()));
            }
        }
        return fields;
    }
}
