package org.sekisho.imap;

import java.util.List;

/// A message of a thread with its answers. RFC 5256 §4.
/// @param number the message or its UID; 0 for the first message of a thread when it is not there
public record ThreadTree(long number, List<ThreadTree> children) {
    public ThreadTree {
        children = List.copyOf(children);
        if (children.stream().anyMatch(child -> child.number == 0) || (number == 0 && children.isEmpty())) {
            throw new IllegalArgumentException("only a first message may be missing");
        }
    }
}
