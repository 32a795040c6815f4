package org.sekisho.message;

import java.util.List;
import java.util.Optional;

/// One entry of an address field, as far as it can be made out: what is no address shows as one, so that people
/// see what stands there. RFC 9051 §7.5.2.
public sealed interface EnvelopeAddress {
    /// The addresses of a field, in their order. Of thousands the last ones are left out.
    /// @param body of From, To or another field of addresses
    static List<EnvelopeAddress> read(RawText body) {
        return new AddressReader(body).addresses();
    }

    /// @param name without its quotes, not decoded
    /// @param route the source route of RFC 5322 §4.4, for example `@a.example,@b.example`
    /// @param mailbox the local part, without its quotes
    /// @param host may be empty, when there was none
    record Single(Optional<RawText> name, Optional<RawText> route, RawText mailbox, RawText host)
            implements EnvelopeAddress {}

    /// @param name without its quotes, not decoded
    /// @param members may be empty
    record Group(RawText name, List<Single> members) implements EnvelopeAddress {
        public Group {
            members = List.copyOf(members);
        }
    }
}
