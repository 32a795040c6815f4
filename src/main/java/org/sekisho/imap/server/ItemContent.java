package org.sekisho.imap.server;

import java.io.IOException;
import java.io.InputStream;
import org.sekisho.imap.FetchResponse;
import org.sekisho.message.SliceInput;
import org.sekisho.net.Connection;
import org.sekisho.store.StorageException;

/// What one FETCH item of one message is, ready to be printed.
sealed interface ItemContent {
    interface Printing {
        FetchResponse print(FetchResponse response);
    }

    interface Source {
        InputStream open() throws IOException;
    }

    /// The view knows.
    record Known() implements ItemContent {}

    record Printed(Printing printing) implements ItemContent {
        void print(FetchResponse response) {
            printing.print(response);
        }
    }

    /// Octets of the message.
    /// @param head prints the item's name and how many octets follow
    /// @param skip octets of the source before them
    /// @param octets as the head says
    /// @param binary NUL may be among them; elsewhere a NUL becomes the octet 0x80, as IMAP has no literal with NUL
    ///     in it (RFC 9051 §4.3)
    record Literal(Printing head, Source source, long skip, long octets, boolean binary) implements ItemContent {
        private static final int BLOCK = 8 * 1024;

        /// The octets as they are; the caller closes the stream.
        InputStream open() throws IOException {
            InputStream whole = source.open();
            whole.skipNBytes(skip);
            return new SliceInput(whole, octets);
        }

        /// Streams them with one block in memory.
        /// @throws IOException the peer is gone, or is cut off: in a literal there is no way to tell an error
        void print(FetchResponse response, Dialogue dialogue) throws IOException {
            head.print(response);
            if (octets == 0) {
                return;
            }
            Connection connection = dialogue.connection();
            try (InputStream stream = source.open()) {
                copy(stream, dialogue.output());
            } catch (StorageException e) {
                dialogue.server().unavailable(e, connection);
                connection.cut();
                throw new IOException("the message cannot be read to its end", e);
            }
        }

        private void copy(InputStream stream, Output output) throws IOException {
            stream.skipNBytes(skip);
            byte[] block = new byte[(int) Math.min(BLOCK, octets)];
            long left = octets;
            while (left > 0) {
                int read = stream.read(block, 0, (int) Math.min(block.length, left));
                if (read < 0) {
                    throw new StorageException(StorageException.Kind.DAMAGED, "a message is shorter than it was");
                }
                if (!binary) {
                    withoutNul(block, read);
                }
                output.octets(block, read);
                left -= read;
            }
        }

        private static void withoutNul(byte[] block, int length) {
            for (int i = 0; i < length; i++) {
                if (block[i] == 0) {
                    block[i] = (byte) 0x80;
                }
            }
        }
    }
}
