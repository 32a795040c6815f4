package org.sekisho.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;

/// The beginning of what a message says, for a listing. RFC 8970.
public final class Preview {
    /// Characters (code points). RFC 8970 §4.
    public static final int MAX_CHARACTERS = 200;
    private static final int MAX_READ = 64 * 1024; // characters of a part that are looked at

    private Preview() {}

    /// From the first text part that says anything and is no attachment.
    /// @param message from its beginning; read as far as needed, not closed
    /// @param root of the same message
    /// @return one line, no markup; may be empty
    public static String of(InputStream message, Part root) throws IOException {
        First first = new First();
        PartText.read(message, root, first);
        return first.text.toString();
    }

    private static final class First implements PartText.Visitor {
        private final StringBuilder text = new StringBuilder();

        @Override
        public boolean wants(Part part) {
            boolean attached = part.fields()
                    .disposition()
                    .filter(disposition -> disposition.type().equals("attachment"))
                    .isPresent();
            boolean readable = part.type().is("text", "plain") || part.type().is("text", "html");
            return text.isEmpty() && readable && !attached;
        }

        @Override
        public void text(Part part, Reader reader) throws IOException {
            boolean space = false;
            int left = MAX_CHARACTERS;
            int read = 0;
            for (int c = next(reader); c >= 0 && left > 0 && read < MAX_READ; c = next(reader)) {
                read++;
                if (Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)) {
                    space = !text.isEmpty();
                } else if (Character.getType(c) != Character.FORMAT) {
                    int wanted = space ? 2 : 1;
                    if (wanted <= left) {
                        text.append(space ? " " : "").appendCodePoint(c);
                    }
                    left -= wanted;
                    space = false;
                }
            }
        }

        private static int next(Reader reader) throws IOException {
            int c = reader.read();
            if (c < 0 || !Character.isHighSurrogate((char) c)) {
                return c >= 0 && Character.isLowSurrogate((char) c) ? 0xfffd : c;
            }
            int low = reader.read();
            return low >= 0 && Character.isLowSurrogate((char) low)
                    ? Character.toCodePoint((char) c, (char) low)
                    : 0xfffd;
        }
    }
}
