package org.sekisho.imap;

import java.util.List;
import java.util.Optional;

/// One mailbox of LIST. RFC 9051 §7.3.1.
/// @param attributes such as `\HasNoChildren`
/// @param oldName what it was called before RENAME, or in another spelling (RFC 9051 §7.3.1)
/// @param childInfo the selection options that mailboxes below it match: CHILDINFO (RFC 5258 §3.5)
public record ListResponse(
        List<String> attributes, String name, Optional<String> oldName, List<ListSelection> childInfo) {
    public ListResponse {
        attributes = List.copyOf(attributes);
        childInfo = List.copyOf(childInfo);
    }

    public ListResponse(List<String> attributes, String name) {
        this(attributes, name, Optional.empty(), List.of());
    }
}
