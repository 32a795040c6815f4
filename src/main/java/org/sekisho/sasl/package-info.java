/// SASL mechanism exchanges as values (RFC 4422, 4616, 5802, 7677); no I/O.
@NullMarked
package org.sekisho.sasl;

import org.jspecify.annotations.NullMarked;
