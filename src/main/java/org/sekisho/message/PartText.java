package org.sekisho.message;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.util.Optional;

/// Reads what people can read of a message: the text parts without transfer encoding and charset, HTML without
/// its tags. Needs a few buffers, however long a text is.
public final class PartText {
    private static final int GUESSED_FROM = 8 * 1024; // octets

    /// Takes the texts.
    public interface Visitor {
        /// Whether the text of this part is wanted.
        default boolean wants(Part part) {
            return true;
        }

        /// @param text to be read as far as it is wanted; what is left is skipped
        void text(Part part, Reader text) throws IOException;
    }

    private PartText() {}

    /// Calls `visitor` with each text part, those of embedded messages too, in order. Texts in an unknown
    /// transfer encoding are left out.
    /// @param message from its beginning; read once, not closed
    /// @param root of the same message
    public static void read(InputStream message, Part root, Visitor visitor) throws IOException {
        new Reading(message, visitor).read(root);
    }

    private static final class Reading {
        private final InputStream message;
        private final Visitor visitor;
        private long at;

        Reading(InputStream message, Visitor visitor) {
            this.message = message;
            this.visitor = visitor;
        }

        void read(Part part) throws IOException {
            switch (part.content()) {
                case Part.Content.Single _ -> single(part);
                case Part.Content.Message embedded -> read(embedded.root());
                case Part.Content.Multipart(var parts) -> {
                    for (Part child : parts) {
                        read(child);
                    }
                }
            }
        }

        private void single(Part part) throws IOException {
            if (!part.type().isText() || !visitor.wants(part)) {
                return;
            }
            message.skipNBytes(part.body().offset() - at);
            SliceInput body = new SliceInput(message, part.body().octets());
            Optional<Reader> text = text(part, body);
            if (text.isPresent()) {
                visitor.text(part, text.get());
            }
            at = part.body().end() - body.left();
        }
    }

    private static Optional<Reader> text(Part part, InputStream body) throws IOException {
        Optional<InputStream> decoded = TransferEncoding.decoded(part.fields().encoding(), new FilterInputStream(body) {
            @Override
            public void close() {} // the message is not ours to close
        });
        if (decoded.isEmpty()) {
            return Optional.empty();
        }
        BufferedInputStream octets = new BufferedInputStream(decoded.get(), GUESSED_FROM);
        Optional<Charset> named = part.type().parameter("charset").flatMap(name -> Charsets.named(name.octets()));
        Charset charset = named.isPresent() ? named.get() : guess(octets);
        Reader text = new BufferedReader(new InputStreamReader(
                octets,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE)));
        return Optional.of(part.type().is("text", "html") ? new HtmlText(text) : text);
    }

    private static Charset guess(BufferedInputStream octets) throws IOException {
        octets.mark(GUESSED_FROM);
        byte[] beginning = octets.readNBytes(GUESSED_FROM);
        octets.reset();
        return Charsets.guess(beginning);
    }
}
