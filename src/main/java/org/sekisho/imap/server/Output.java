package org.sekisho.imap.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.sekisho.imap.Condition;
import org.sekisho.imap.FetchResponse;
import org.sekisho.imap.ParserMode;
import org.sekisho.imap.ResponseBuffer;
import org.sekisho.imap.ResponseCode;
import org.sekisho.imap.Responses;
import org.sekisho.net.Connection;

/// Responses on their way to the client. They are printed into a buffer, which whoever prints many sends on with
/// [#spill] now and then; [#drain] before anything is waited for. Used by one thread at a time.
final class Output {
    private static final int ENOUGH = 4 * 1024; // octets that are worth sending on

    /// What a session has while it works; an idle one has none.
    private record Printers(ResponseBuffer buffer, Responses responses, FetchResponse fetch) {}

    private final Connection connection;
    private ParserMode mode = ParserMode.REV1;
    private @Nullable Printers printers;

    Output(Connection connection) {
        this.connection = connection;
    }

    private Printers printers() {
        Printers known = printers;
        if (known == null) {
            ResponseBuffer buffer = new ResponseBuffer();
            known = new Printers(buffer, new Responses(buffer, mode), new FetchResponse(buffer, mode));
            printers = known;
        }
        return known;
    }

    /// How names and texts are to be written from now on.
    void mode(ParserMode now) throws IOException {
        if (!now.equals(mode)) {
            release();
            mode = now;
        }
    }

    Responses responses() {
        return printers().responses;
    }

    FetchResponse fetch() {
        return printers().fetch;
    }

    /// For what has no printer.
    ResponseBuffer buffer() {
        return printers().buffer;
    }

    /// `* OK …`
    void ok(ResponseCode code, String text) {
        responses().untagged(Condition.OK, code, text);
    }

    void bye(String text) throws IOException {
        responses().untagged(Condition.BYE, text);
        drain();
    }

    /// `+ …`, sent at once.
    void continuation(String text) throws IOException {
        responses().continuation(text);
        drain();
        connection.flush();
    }

    /// Octets of a literal, behind what was printed.
    void octets(byte[] octets, int length) throws IOException {
        drain();
        connection.write(octets, 0, length);
    }

    /// Sends on what was printed when it is much.
    void spill() throws IOException {
        Printers known = printers;
        if (known != null && known.buffer.length() >= ENOUGH) {
            drain();
        }
    }

    /// Hands all to the connection, which sends it before it waits.
    void drain() throws IOException {
        Printers known = printers;
        if (known != null && known.buffer.length() > 0) {
            connection.write(known.buffer.array(), 0, known.buffer.length());
            known.buffer.clear();
        }
    }

    /// [#drain], and gives the memory back.
    void release() throws IOException {
        drain();
        printers = null;
    }
}
