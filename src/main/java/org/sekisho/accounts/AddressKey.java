package org.sekisho.accounts;

import java.text.Normalizer;
import java.util.Locale;
import org.sekisho.address.Domain;
import org.sekisho.address.Mailbox;

/// How addresses of ours compare: local parts without regard to case (RFC 5321 §2.4 leaves it to the host that
/// owns them; people do not distinguish them) and in NFC, domains as A-labels.
/// @param value the local part, `@`, the domain: the last `@` divides, so that no two addresses share one
record AddressKey(String value) {
    static AddressKey of(Mailbox mailbox) {
        return of(mailbox.localPart().value(), mailbox.host().toString());
    }

    static AddressKey of(String localPart, Domain domain) {
        return of(localPart, domain.name());
    }

    private static AddressKey of(String localPart, String host) {
        String folded = Normalizer.normalize(localPart, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
        return new AddressKey(folded + "@" + host);
    }

    @Override
    public String toString() {
        return value;
    }
}
