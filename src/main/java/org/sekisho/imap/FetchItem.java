package org.sekisho.imap;

import java.util.List;
import java.util.Optional;

/// One thing that FETCH asks for. The macros (ALL, FAST, FULL) are already the items they stand for. RFC 9051
/// §6.4.5.
public sealed interface FetchItem {
    /// What needs no more words.
    enum Attribute implements FetchItem {
        /// BODY without brackets: the structure without extensions.
        BODY("BODY"),
        BODYSTRUCTURE("BODYSTRUCTURE"),
        ENVELOPE("ENVELOPE"),
        FLAGS("FLAGS"),
        INTERNALDATE("INTERNALDATE"),
        UID("UID"),
        RFC822_SIZE("RFC822.SIZE"),
        /// RFC 3501 only: the whole message, and it becomes \Seen.
        RFC822("RFC822"),
        /// RFC 3501 only.
        RFC822_HEADER("RFC822.HEADER"),
        /// RFC 3501 only; makes \Seen.
        RFC822_TEXT("RFC822.TEXT"),
        /// RFC 7162.
        MODSEQ("MODSEQ"),
        /// RFC 8514.
        SAVEDATE("SAVEDATE"),
        /// RFC 8474.
        EMAILID("EMAILID"),
        /// RFC 8474.
        THREADID("THREADID");

        private final String text;

        Attribute(String text) {
            this.text = text;
        }

        /// As IMAP prints it.
        public String text() {
            return text;
        }
    }

    /// `BODY[section]<partial>`.
    /// @param peek does not make the message \Seen
    record Body(Section section, boolean peek, Optional<Partial> partial) implements FetchItem {}

    /// `BINARY[part]<partial>`: the part without its transfer encoding. RFC 9051 §6.4.5.
    /// @param part empty for the message itself
    record Binary(List<Integer> part, boolean peek, Optional<Partial> partial) implements FetchItem {
        public Binary {
            part = List.copyOf(part);
        }
    }

    /// `BINARY.SIZE[part]`.
    record BinarySize(List<Integer> part) implements FetchItem {
        public BinarySize {
            part = List.copyOf(part);
        }
    }

    /// RFC 8970.
    /// @param lazy only when it is there already
    record Preview(boolean lazy) implements FetchItem {}

    /// `<offset.octets>`. RFC 9051 §6.4.5.
    /// @param offset 0 or more
    /// @param octets at most so many, 1 or more
    record Partial(long offset, long octets) {}
}
