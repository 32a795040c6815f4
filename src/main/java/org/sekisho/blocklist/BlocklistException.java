package org.sekisho.blocklist;

/// A change of the blocklist that is not made. The message is for the person who asked: what, and what to do.
public final class BlocklistException extends Exception {
    public BlocklistException(String message) {
        super(message);
    }
}
