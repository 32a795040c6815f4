/// IMAP commands and responses, their parsers and printers (RFC 9051, 3501 and extensions); no I/O.
@NullMarked
package org.sekisho.imap;

import org.jspecify.annotations.NullMarked;
