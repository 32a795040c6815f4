package org.sekisho.message;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/// Lets some fields of a header through, as they are, and ends with an empty line (RFC 9051 §6.4.5.1,
/// HEADER.FIELDS). Used by one thread.
final class HeaderFilter implements DecodedInput.Decoder {
    private static final int MAX_NAME = 1_000; // octets; RFC 5322 §2.1.1 allows a line 998

    private final Set<String> names;
    private final boolean not;
    private final OctetBuffer name = new OctetBuffer();
    private boolean atLineStart = true;
    private boolean inName;
    private boolean wanted;
    private boolean lineOpen; // of what was let through

    HeaderFilter(Section.Text.HeaderFields fields) {
        this.names = fields.names().stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
        this.not = fields.not();
    }

    @Override
    public void decode(byte[] encoded, int length, OctetBuffer into) {
        for (int i = 0; i < length; i++) {
            byte octet = encoded[i];
            if (atLineStart && octet != ' ' && octet != '\t') {
                inName = true;
                wanted = false;
            }
            atLineStart = octet == '\n';
            if (inName) {
                name(octet, into);
            } else if (wanted) {
                into.write(octet);
                lineOpen = octet != '\n';
            }
        }
    }

    /// A line without a colon is no field; the empty one comes at the end.
    private void name(byte octet, OctetBuffer into) {
        name.write(octet);
        if (octet == ':' || name.size() > MAX_NAME) {
            String said = new String(name.octets(), 0, name.size(), StandardCharsets.ISO_8859_1);
            String asked = octet == ':' ? said.substring(0, said.length() - 1).strip() : said;
            wanted = not != names.contains(asked.toLowerCase(Locale.ROOT));
            if (wanted) {
                into.write(name);
                lineOpen = true;
            }
        }
        if (octet == ':' || octet == '\n' || name.size() > MAX_NAME) {
            inName = false;
            name.reset();
        }
    }

    @Override
    public void finish(OctetBuffer into) {
        if (lineOpen) {
            into.write('\r');
            into.write('\n');
        }
        into.write('\r');
        into.write('\n');
    }
}
