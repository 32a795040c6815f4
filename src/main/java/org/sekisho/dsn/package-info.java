/// Composes delivery status notifications (RFC 3461, 3464).
@NullMarked
package org.sekisho.dsn;

import org.jspecify.annotations.NullMarked;
