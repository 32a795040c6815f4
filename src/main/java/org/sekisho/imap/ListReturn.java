package org.sekisho.imap;

import java.util.List;

/// What LIST tells of each mailbox. RFC 5258 §3.2, RFC 5819, RFC 6154 §2, RFC 8440, RFC 9590.
/// @param status STATUS items; empty without RETURN (STATUS …)
/// @param metadata entries in lower case; empty without RETURN (METADATA …)
public record ListReturn(
        boolean subscribed,
        boolean children,
        boolean specialUse,
        boolean myRights,
        List<StatusItem> status,
        List<String> metadata) {
    public static final ListReturn NONE = new ListReturn(false, false, false, false, List.of(), List.of());

    public ListReturn {
        status = List.copyOf(status);
        metadata = List.copyOf(metadata);
    }
}
