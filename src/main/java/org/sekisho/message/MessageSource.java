package org.sekisho.message;

import java.io.IOException;
import java.io.InputStream;

/// Where a message can be read from, as often as one likes.
public interface MessageSource {
    /// From the beginning of the message; the caller closes it.
    InputStream open() throws IOException;
}
