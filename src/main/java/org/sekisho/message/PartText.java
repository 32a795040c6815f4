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
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;

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

    private final InputStream message;
    private final Iterator<Part> parts; // with text
    private Optional<Slice> reading = Optional.empty();
    private long at; // octets of the message before it

    private record Slice(Part part, SliceInput body) {}

    private PartText(InputStream message, Part root) {
        this.message = message;
        this.parts = texts(root).iterator();
    }

    /// The texts as [#read] gives them, for a caller that asks for one after the other with [#next].
    /// @param message from its beginning; read once, not closed
    /// @param root of the same message
    public static PartText of(InputStream message, Part root) {
        return new PartText(message, root);
    }

    /// The next text; that of the call before ends here.
    /// @return empty: there are no more
    public Optional<Reader> next() throws IOException {
        Optional<Reader> text = Optional.empty();
        while (text.isEmpty() && parts.hasNext()) {
            text = open(parts.next());
        }
        return text;
    }

    /// Calls `visitor` with each text part, those of embedded messages too, in order. Texts in an unknown
    /// transfer encoding are left out.
    /// @param message from its beginning; read once, not closed
    /// @param root of the same message
    public static void read(InputStream message, Part root, Visitor visitor) throws IOException {
        PartText texts = of(message, root);
        while (texts.parts.hasNext()) {
            Part part = texts.parts.next();
            Optional<Reader> text = visitor.wants(part) ? texts.open(part) : Optional.empty();
            if (text.isPresent()) {
                visitor.text(part, text.get());
            }
        }
    }

    private static Stream<Part> texts(Part part) {
        return switch (part.content()) {
            case Part.Content.Single _ -> part.type().isText() ? Stream.of(part) : Stream.of();
            case Part.Content.Message embedded -> texts(embedded.root());
            case Part.Content.Multipart(var children) -> children.stream().flatMap(PartText::texts);
        };
    }

    private Optional<Reader> open(Part part) throws IOException {
        reading.ifPresent(before -> at = before.part.body().end() - before.body.left());
        reading = Optional.empty();
        message.skipNBytes(part.body().offset() - at);
        SliceInput body = new SliceInput(message, part.body().octets());
        at = part.body().offset();
        reading = Optional.of(new Slice(part, body));
        return text(part, body);
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
        return Charsets.guess(beginning, beginning.length < GUESSED_FROM);
    }
}
