/// SMTP commands and replies, their parsers and printers (RFC 5321 and its extensions); no I/O.
@NullMarked
package org.sekisho.smtp;

import org.jspecify.annotations.NullMarked;
