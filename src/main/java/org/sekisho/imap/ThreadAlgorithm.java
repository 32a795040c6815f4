package org.sekisho.imap;

/// RFC 5256 §3; REFS: draft-ietf-morg-inthread, as other servers have it.
public enum ThreadAlgorithm {
    ORDEREDSUBJECT,
    REFERENCES,
    REFS
}
