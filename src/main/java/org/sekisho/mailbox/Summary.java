package org.sekisho.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.sekisho.message.Envelope;
import org.sekisho.message.MessageSource;
import org.sekisho.message.MimeTree;
import org.sekisho.message.Part;
import org.sekisho.message.Preview;
import org.sekisho.store.Decoder;
import org.sekisho.store.Encoder;

/// What of a message is shown in lists, sorted and threaded by, without its body: kept beside the message, so
/// that a listing need not read bodies. Holds what the store gave, and makes values of it when asked: ask once.
/// Immutable.
public final class Summary {
    /// Raise it when what is kept changes in form or in how it is computed: a summary of another version is made
    /// anew.
    private static final int VERSION = 1;

    private final long uid;
    private final byte[] keys;
    private final byte[] envelope;
    private final byte[] tree;
    private final String preview;

    private Summary(long uid, byte[] keys, byte[] envelope, byte[] tree, String preview) {
        this.uid = uid;
        this.keys = keys;
        this.envelope = envelope;
        this.tree = tree;
        this.preview = preview;
    }

    /// Reads the message, once and once more up to its first text.
    static Summary of(long uid, MessageSource message) throws IOException {
        MimeTree parsed;
        try (InputStream stream = message.open()) {
            parsed = MimeTree.parse(stream);
        }
        String preview;
        try (InputStream stream = message.open()) {
            preview = Preview.of(stream, parsed.root());
        }
        Encoder keys = Encoder.version(VERSION);
        SummaryKeys.of(parsed).writeTo(keys);
        Encoder envelope = Encoder.version(VERSION);
        EnvelopeRow.write(parsed.envelope(), envelope);
        Encoder tree = Encoder.version(VERSION);
        PartRow.write(parsed.root(), tree);
        return new Summary(uid, keys.toBytes(), envelope.toBytes(), tree.toBytes(), preview);
    }

    byte[] stored() {
        return Encoder.version(VERSION)
                .text(preview)
                .bytes(keys)
                .bytes(envelope)
                .bytes(tree)
                .toBytes();
    }

    /// @return empty: written by another version of this program, which may know more or less of a message
    static Optional<Summary> read(long uid, byte[] value) {
        Decoder decoder = Decoder.of(value, Integer.MAX_VALUE, () -> "the summary of message " + uid);
        if (decoder.version() != VERSION) {
            return Optional.empty();
        }
        String preview = decoder.text();
        Summary summary = new Summary(uid, decoder.bytes(), decoder.bytes(), decoder.bytes(), preview);
        decoder.end();
        return Optional.of(summary);
    }

    public long uid() {
        return uid;
    }

    public SummaryKeys keys() {
        return SummaryKeys.readFrom(decoder(keys));
    }

    public Envelope envelope() {
        return EnvelopeRow.read(decoder(envelope));
    }

    /// The message itself, with its parts.
    public Part root() {
        return PartRow.read(decoder(tree));
    }

    /// At most 200 characters, one line; may be empty (RFC 8970).
    public String preview() {
        return preview;
    }

    private Decoder decoder(byte[] value) {
        return Decoder.of(value, VERSION, () -> "the summary of message " + uid);
    }
}
