package org.sekisho.search;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.sekisho.message.EncodedWords;
import org.sekisho.message.RawText;

/// Reads the fields of header sections, all of them, decoded. What goes beyond a bound is left out. Used by one thread,
/// for one message.
final class HeaderTexts {
    /// Octets of all header sections of one message.
    static final int MOST = 512 * 1024;

    private final InputStream message;
    private int left = MOST;

    /// @param message stands at the beginning of a header section whenever [#read] is called
    HeaderTexts(InputStream message) {
        this.message = message;
    }

    /// Reads a header section; of what is behind it nothing, when its length is given.
    /// @param own of the message itself
    /// @param octets its length, or more than that: then it ends at the first empty line
    List<MessageTexts.Field> read(boolean own, long octets) throws IOException {
        List<MessageTexts.Field> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        StringBuilder line = new StringBuilder();
        long at = 0;
        int octet = 0;
        while (at < octets && (octet = message.read()) >= 0) {
            at++;
            if (octet == '\n') {
                boolean empty = line.isEmpty();
                if (empty && octets == Integer.MAX_VALUE) {
                    break;
                }
                take(line, field, own, fields);
            } else if (octet != '\r' && left > 0) {
                line.append((char) octet);
                left--;
            }
        }
        take(line, field, own, fields);
        finish(field, own, fields);
        return fields;
    }

    private static void take(StringBuilder line, StringBuilder field, boolean own, List<MessageTexts.Field> fields) {
        boolean continues = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
        if (!continues) {
            finish(field, own, fields);
        }
        field.append(line);
        line.setLength(0);
    }

    private static void finish(StringBuilder field, boolean own, List<MessageTexts.Field> fields) {
        int colon = field.indexOf(":");
        if (colon > 0) {
            fields.add(new MessageTexts.Field(
                    own, field.substring(0, colon).strip(), decoded(field.substring(colon + 1))));
        }
        field.setLength(0);
    }

    private static String decoded(String value) {
        return EncodedWords.decode(new RawText(value.replace("\0", "").strip()));
    }
}
