package org.sekisho.search;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sekisho.message.EncodedWords;
import org.sekisho.message.EnvelopeAddress;
import org.sekisho.message.RawText;

/// Reads the fields of header sections, all of them, decoded. What goes beyond a bound is left out. Used by one thread,
/// for one message.
final class HeaderTexts {
    /// Octets of all header sections of one message.
    static final int MOST = 512 * 1024;

    /// Octets of a field whose addresses are read: each of them is looked for in all of it.
    static final int MOST_ADDRESSES = 32 * 1024;

    /// The fields with a search key of their own.
    private static final Set<String> ADDRESSES = Set.of("from", "to", "cc", "bcc");

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
            String name = field.substring(0, colon).strip();
            RawText body =
                    new RawText(field.substring(colon + 1).replace("\0", "").strip());
            fields.add(new MessageTexts.Field(
                    own, name, own && holdsAddresses(name, body) ? addressed(body) : text(body)));
        }
        field.setLength(0);
    }

    private static String text(RawText body) {
        return EncodedWords.decode(body);
    }

    private static boolean holdsAddresses(String name, RawText body) {
        return ADDRESSES.contains(name.toLowerCase(Locale.ROOT))
                && body.octets().length() <= MOST_ADDRESSES;
    }

    /// With the addresses as an envelope has them behind it, where they are written otherwise, as in
    /// `user (comment) @ host`: FROM and so on look into the envelope (RFC 9051 §6.4.4).
    private static String addressed(RawText body) {
        String said = text(body);
        StringBuilder all = new StringBuilder(said);
        for (EnvelopeAddress each : EnvelopeAddress.read(body)) {
            List<EnvelopeAddress.Single> members = switch (each) {
                case EnvelopeAddress.Single single -> List.of(single);
                case EnvelopeAddress.Group group -> group.members();
            };
            members.stream()
                    .map(HeaderTexts::address)
                    .filter(address -> !said.contains(address))
                    .forEach(address -> all.append(' ').append(address));
        }
        return all.toString();
    }

    private static String address(EnvelopeAddress.Single single) {
        String mailbox = text(single.mailbox());
        String host = text(single.host());
        return host.isEmpty() ? mailbox : mailbox + "@" + host;
    }
}
