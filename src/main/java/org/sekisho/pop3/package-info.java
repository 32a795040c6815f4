/// POP3 commands and replies, their parsers and printers (RFC 1939, 2449); no I/O.
@NullMarked
package org.sekisho.pop3;

import org.jspecify.annotations.NullMarked;
