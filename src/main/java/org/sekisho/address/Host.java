package org.sekisho.address;

/// The part of a mailbox right of the `@`: a domain or an address literal. RFC 5321 §4.1.2, §4.1.3.
public sealed interface Host permits Domain, AddressLiteral {}
