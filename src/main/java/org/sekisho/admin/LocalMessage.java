package org.sekisho.admin;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sekisho.admin.AdminException.Kind;

/// A message as a process of this machine writes it: with its machine's line ends, which become CRLF (invariant
/// I6). Used by one thread.
final class LocalMessage {
    private static final int MAX_HEADER = 256 * 1024; // octets
    private static final int BUFFER = 8 * 1024;
    private static final Set<String> ORIGINAL = Set.of("to", "cc", "bcc");
    private static final Set<String> RESENT = Set.of("resent-to", "resent-cc", "resent-bcc");
    private static final Set<String> BLIND = Set.of("bcc", "resent-bcc");

    private InputStream stream;

    LocalMessage(InputStream raw) {
        this.stream = new CrlfEnds(raw);
    }

    /// The whole message, or what is left of it.
    InputStream stream() {
        return stream;
    }

    /// The addresses of To, Cc and Bcc, or of their Resent forms when there are any (RFC 5322 §3.6.6); the Bcc
    /// fields are taken out of the message.
    List<String> takeRecipients() throws IOException, AdminException {
        List<String> fields = header();
        boolean resent = fields.stream().anyMatch(field -> isOneOf(field, RESENT));
        var addresses = new ArrayList<String>();
        var kept = new StringBuilder();
        for (String field : fields) {
            if (isOneOf(field, resent ? RESENT : ORIGINAL)) {
                addresses.addAll(AddressList.of(unfolded(field)));
            }
            if (!isOneOf(field, BLIND)) {
                kept.append(field);
            }
        }
        // ISO 8859-1 in and out: octet for octet
        var header = new ByteArrayInputStream(kept.toString().getBytes(StandardCharsets.ISO_8859_1));
        stream = new SequenceInputStream(header, stream);
        return addresses;
    }

    private static boolean isOneOf(String field, Set<String> names) {
        int colon = field.indexOf(':');
        return colon > 0 && names.contains(field.substring(0, colon).strip().toLowerCase(Locale.ROOT));
    }

    private static String unfolded(String field) {
        String body = field.substring(field.indexOf(':') + 1).replace("\r\n", "");
        return new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /// The fields with their line ends and folds; the empty line is among them as the last.
    private List<String> header() throws IOException, AdminException {
        var fields = new ArrayList<String>();
        int octets = 0;
        while (true) {
            String line = line();
            octets += line.length();
            if (octets > MAX_HEADER) {
                throw new AdminException(Kind.REFUSED, "the header has more than " + MAX_HEADER + " octets");
            }
            boolean fold = line.startsWith(" ") || line.startsWith("\t");
            if (fold && !fields.isEmpty()) {
                fields.set(fields.size() - 1, fields.getLast() + line);
            } else if (!line.isEmpty()) {
                fields.add(line);
            }
            if (line.isEmpty() || line.equals("\r\n") || (!fold && line.indexOf(':') < 1)) {
                return fields; // the end, the empty line, or a body without one
            }
        }
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        int octet = 0;
        while (octet != '\n' && line.size() <= MAX_HEADER) {
            octet = stream.read();
            if (octet < 0) {
                break;
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /// LF, CR and CRLF all end a line, and all come out as CRLF.
    private static final class CrlfEnds extends InputStream {
        private final InputStream in;
        private final byte[] raw = new byte[BUFFER];
        private int position;
        private int filled;
        private boolean afterCr;
        private boolean owesLf;

        CrlfEnds(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (owesLf) {
                owesLf = false;
                return '\n';
            }
            int octet = next();
            if (octet == '\n' && afterCr) { // the CR has become a whole line end already
                octet = next();
            }
            afterCr = octet == '\r';
            if (octet == '\r' || octet == '\n') {
                owesLf = true;
                return '\r';
            }
            return octet;
        }

        private int next() throws IOException {
            if (position == filled) {
                filled = Math.max(0, in.read(raw));
                position = 0;
            }
            return filled == 0 ? -1 : raw[position++] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = 0;
            while (count < length && (count == 0 || owesLf || position < filled)) {
                int octet = read();
                if (octet < 0) {
                    return count == 0 ? -1 : count;
                }
                into[offset + count] = (byte) octet;
                count++;
            }
            return count;
        }
    }
}
