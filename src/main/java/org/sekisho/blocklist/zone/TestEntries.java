package org.sekisho.blocklist.zone;

/// What every list holds, so that whoever asks it can tell that it works (RFC 5782 §5).
final class TestEntries {
    static final String REASON = "test entry, RFC 5782";
    static final String LISTED_V4 = "127.0.0.2";
    static final String NEVER_V4 = "127.0.0.1";
    static final String LISTED_V6 = "::ffff:7f00:2";
    static final String NEVER_V6 = "::ffff:7f00:1";
    static final String LISTED_NAME = "test";
    static final String NEVER_NAME = "invalid";

    private TestEntries() {}
}
