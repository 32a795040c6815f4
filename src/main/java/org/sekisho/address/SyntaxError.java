package org.sekisho.address;

/// Text that does not follow its grammar. Thrown by parsers only; a session answers it with 501, BAD or -ERR.
/// The message may be shown to the peer: it names what was expected, never internals.
public final class SyntaxError extends RuntimeException {
    public SyntaxError(String message) {
        super(message, null, false, false);
    }
}
