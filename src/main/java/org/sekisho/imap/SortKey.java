package org.sekisho.imap;

/// RFC 5256 §3, RFC 5957 (DISPLAYFROM, DISPLAYTO).
public record SortKey(Criterion criterion, boolean reverse) {
    public enum Criterion {
        ARRIVAL,
        CC,
        DATE,
        FROM,
        SIZE,
        SUBJECT,
        TO,
        DISPLAYFROM,
        DISPLAYTO
    }
}
