package org.sekisho.doctor;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads the records of a file in `info`, `local`, `remote` or `todo`: a letter, text, an octet 0. However large
/// the file is, one record is held at a time.
final class ControlRecords {
    private static final int MAX_RECORD = 1024; // octets kept; an address has at most 900 in qmail

    /// Is given each record.
    interface Taker {
        void record(char letter, String text);
    }

    private ControlRecords() {}

    /// A record without its octet 0 is being written, and left out.
    static void read(InputStream file, Taker taker) throws IOException {
        var in = new BufferedInputStream(file);
        var record = new ByteArrayOutputStream();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (octet != 0) {
                if (record.size() < MAX_RECORD) {
                    record.write(octet);
                }
            } else if (record.size() > 0) {
                byte[] octets = record.toByteArray();
                taker.record((char) (octets[0] & 0xff), Shown.of(octets, 1, octets.length));
                record.reset();
            }
        }
    }
}
