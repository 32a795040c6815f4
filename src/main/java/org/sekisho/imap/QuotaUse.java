package org.sekisho.imap;

/// RFC 9208 §4.2.
/// @param resource such as STORAGE, whose numbers are units of 1024 octets
public record QuotaUse(String resource, long usage, long limit) {}
