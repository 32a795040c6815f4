package org.sekisho.mailbox;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sekisho.address.SyntaxError;

/// The name of a mailbox within its account, levels separated by `/` (RFC 9051 §5.1). Kept as Unicode in NFC; an
/// IMAP4rev1 session translates modified UTF-7 at its edge. The first level `INBOX` is the same in any case (RFC
/// 9051 §5.1).
/// @param value 1 to 255 octets of UTF-8, no empty level, no control characters, and neither `*` nor `%`, which
///     LIST takes as wildcards
public record MailboxName(String value) {
    public static final char SEPARATOR = '/';
    public static final int MAX_OCTETS = 255;
    public static final MailboxName INBOX = new MailboxName("INBOX");

    private static final int INBOX_LENGTH = 5;

    /// @throws SyntaxError with what a person may be told
    public MailboxName {
        value = Normalizer.normalize(value, Normalizer.Form.NFC);
        if (value.regionMatches(true, 0, "INBOX", 0, INBOX_LENGTH)
                && (value.length() == INBOX_LENGTH || value.charAt(INBOX_LENGTH) == SEPARATOR)) {
            value = "INBOX" + value.substring(INBOX_LENGTH);
        }
        check(value);
    }

    private static void check(String value) {
        byte[] octets = value.getBytes(StandardCharsets.UTF_8);
        if (octets.length == 0 || octets.length > MAX_OCTETS) {
            throw new SyntaxError("a mailbox name has 1 to " + MAX_OCTETS + " octets");
        }
        if (Arrays.asList(value.split("/", -1)).contains("")) {
            throw new SyntaxError("a mailbox name has no empty level");
        }
        if (value.codePoints().anyMatch(MailboxName::isForbidden)) {
            throw new SyntaxError("a mailbox name has no control characters, * or %");
        }
    }

    private static boolean isForbidden(int point) {
        int type = Character.getType(point);
        return point == '*'
                || point == '%'
                || type == Character.CONTROL
                || type == Character.SURROGATE
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    /// Whether one level may be called so.
    static boolean isLevel(String text) {
        return !text.isEmpty()
                && text.indexOf(SEPARATOR) < 0
                && text.codePoints().noneMatch(MailboxName::isForbidden);
    }

    public List<String> levels() {
        return List.of(value.split("/", -1));
    }

    public Optional<MailboxName> parent() {
        int end = value.lastIndexOf(SEPARATOR);
        return end < 0 ? Optional.empty() : Optional.of(new MailboxName(value.substring(0, end)));
    }

    /// True when this name lies somewhere below `ancestor`.
    public boolean isBelow(MailboxName ancestor) {
        return value.startsWith(ancestor.value + SEPARATOR);
    }

    /// This name with its beginning `from` (itself or an ancestor) replaced.
    MailboxName moved(MailboxName from, MailboxName to) {
        return new MailboxName(to.value + value.substring(from.value.length()));
    }

    @Override
    public String toString() {
        return value;
    }
}
