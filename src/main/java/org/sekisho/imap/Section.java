package org.sekisho.imap;

import java.util.List;

/// What of a message BODY[…] asks for. RFC 9051 §6.4.5.1.
public sealed interface Section {
    /// Numbers of the part, from the outermost; empty for the message itself.
    List<Integer> part();

    /// The whole message (empty part) or the body of one part.
    record Whole(List<Integer> part) implements Section {
        public Whole {
            part = List.copyOf(part);
        }
    }

    /// The header of the message, or of the message that the part holds.
    record Header(List<Integer> part) implements Section {
        public Header {
            part = List.copyOf(part);
        }
    }

    /// Some fields of that header.
    /// @param not HEADER.FIELDS.NOT: all but these
    /// @param names one or more, as the client wrote them: the response repeats them
    record HeaderFields(List<Integer> part, boolean not, List<String> names) implements Section {
        public HeaderFields {
            part = List.copyOf(part);
            names = List.copyOf(names);
        }
    }

    /// The body of the message, or of the message that the part holds.
    record Text(List<Integer> part) implements Section {
        public Text {
            part = List.copyOf(part);
        }
    }

    /// The MIME header of a part.
    /// @param part never empty
    record Mime(List<Integer> part) implements Section {
        public Mime {
            part = List.copyOf(part);
        }
    }
}
