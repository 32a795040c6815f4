package org.sekisho.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/// The body of a part without its transfer encoding: what BINARY shows. RFC 9051 §6.4.5, RFC 3516.
public sealed interface BinaryBody {
    /// @param body before decoding
    /// @param encoding a known one
    record Known(Extent body, String encoding) implements BinaryBody {
        /// The decoded octets; the caller closes the stream.
        public InputStream open(MessageSource message) throws IOException {
            InputStream encoded = SectionOctets.slice(message, body);
            return TransferEncoding.decoded(encoding, encoded).orElse(encoded);
        }

        /// How many octets [#open] gives; unless the body is not encoded, only a reading tells.
        public long octets(MessageSource message) throws IOException {
            if (TransferEncoding.isIdentity(encoding)) {
                return body.octets();
            }
            try (InputStream decoded = open(message)) {
                return SectionOctets.count(decoded);
            }
        }
    }

    /// NO [UNKNOWN-CTE].
    record UnknownEncoding(String encoding) implements BinaryBody {}

    /// @param root of the message
    /// @param numbers of the part; empty for the whole message as it is
    /// @return empty: there is no such part
    static Optional<BinaryBody> find(Part root, List<Integer> numbers) {
        if (numbers.isEmpty()) {
            return Optional.of(new Known(new Extent(root.header().offset(), root.octets()), "binary"));
        }
        return root.find(numbers).map(part -> {
            String encoding = part.fields().encoding();
            return TransferEncoding.isKnown(encoding)
                    ? new Known(part.body(), encoding)
                    : new UnknownEncoding(encoding);
        });
    }
}
