package org.sekisho.message;

/// RFC 2045 §6.7. White space before a line's end is not of the text; `=` that begins nothing stays as it is.
/// Used by one thread.
final class QuotedPrintableDecoder implements DecodedInput.Decoder {
    private static final int MAX_PENDING = 1_000; // octets; a line may have 76

    /// What may yet turn out to be the end of a line: white space, or `=` and what follows it.
    private final OctetBuffer pending = new OctetBuffer();
    private boolean escape; // the pending octets begin with `=`

    @Override
    public void decode(byte[] encoded, int length, OctetBuffer into) {
        for (int i = 0; i < length; i++) {
            if (escape) {
                escaped(encoded[i], into);
            } else {
                plain(encoded[i], into);
            }
        }
    }

    private void plain(byte octet, OctetBuffer into) {
        switch (octet) {
            case ' ', '\t', '\r' -> {
                pending.write(octet);
                if (pending.size() > MAX_PENDING) {
                    flush(into);
                }
            }
            case '\n' -> {
                boolean cr = endsWithCr();
                pending.reset();
                if (cr) {
                    into.write('\r');
                }
                into.write('\n');
            }
            case '=' -> {
                flush(into);
                escape = true;
                pending.write(octet);
            }
            default -> {
                flush(into);
                into.write(octet);
            }
        }
    }

    private boolean endsWithCr() {
        return pending.size() > 0 && pending.octet(pending.size() - 1) == '\r';
    }

    /// Behind `=`: two digits, or white space and the end of the line, which then is none.
    private void escaped(byte octet, OctetBuffer into) {
        int digit = Character.digit(octet, 16);
        int size = pending.size();
        byte second = size == 2 ? pending.octet(1) : 0;
        int first = Character.digit(second, 16);
        if (octet == '\n' && first < 0) {
            pending.reset();
            escape = false;
        } else if (first >= 0 && digit >= 0) {
            into.write(first << 4 | digit);
            pending.reset();
            escape = false;
        } else if (first < 0 && (octet == ' ' || octet == '\t' || octet == '\r') && size < MAX_PENDING) {
            pending.write(octet);
        } else if (size == 1 && digit >= 0) {
            pending.write(octet);
        } else {
            flush(into);
            escape = false;
            plain(octet, into);
        }
    }

    private void flush(OctetBuffer into) {
        into.write(pending);
        pending.reset();
    }

    /// At the end, white space is before a line's end, and `=` joins nothing.
    @Override
    public void finish(OctetBuffer into) {
        if (escape && pending.size() == 2 && Character.digit(pending.octet(1), 16) >= 0) {
            flush(into);
        }
        pending.reset();
    }
}
